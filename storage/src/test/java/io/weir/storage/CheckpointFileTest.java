package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.storage.delta.Delta;
import io.weir.storage.delta.Pieces;
import io.weir.storage.delta.SipHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class CheckpointFileTest {
    private static final SipHash HASH = SipHash.secret();

    /** A file and where each of its checkpoints ends. */
    @SuppressWarnings("ArrayRecordComponent") // nothing compares them
    private record Sample(byte[] bytes, List<Checkpoint> checkpoints, List<Integer> ends) {}

    /** A whole one and {@code count} increments, with states of a few kilobytes. */
    private static Sample sample(int count) {
        Random random = new Random(9);
        byte[] state = new byte[5_000];
        random.nextBytes(state);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        List<Checkpoint> checkpoints = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        int crc = 0;
        Pieces pieces = Pieces.of(new byte[0], HASH);
        for (int i = 0; i <= count; i++) {
            state = Arrays.copyOf(state, state.length + 40);
            state[random.nextInt(state.length)]++;
            Checkpoint checkpoint = new Checkpoint("print", i + 1, i * 3L, state);
            Delta delta = Delta.between(pieces, state, HASH, state.length);
            byte[] part = i == 0
                    ? CheckpointFile.encode("readings", checkpoint, true)
                    : CheckpointFile.encode(crc, checkpoint, delta.content());
            assertThat(part.length % CheckpointFile.PAGE).isZero();
            crc = CheckpointFile.crc(part);
            pieces = delta.pieces();
            int length = i == 0
                    ? 40 + "readings".length() + "print".length() + state.length
                    : CheckpointFile.INCREMENT_HEADER_BYTES + delta.content().length;
            ends.add(file.size() + length);
            checkpoints.add(checkpoint);
            file.writeBytes(part);
        }
        return new Sample(file.toByteArray(), checkpoints, ends);
    }

    @Test
    void shouldHaveTheLastCheckpoint() throws IOException {
        for (int count : new int[] {0, 1, 2, 30}) {
            Sample sample = sample(count);
            CheckpointFile.Content content = CheckpointFile.decode(sample.bytes());
            assertThat(content.journal()).isEqualTo("readings");
            assertThat(content.checkpoint()).isEqualTo(sample.checkpoints().get(count));
            assertThat(content.isFollowed()).isFalse();
        }
    }

    @Test
    void shouldHaveTheLastOneThatIsWholeWhereverTheFileEnds() throws IOException {
        Sample sample = sample(3);
        for (int length = 0; length <= sample.bytes().length; length++) {
            byte[] cut = Arrays.copyOf(sample.bytes(), length);
            int whole = 0;
            while (whole < 4 && sample.ends().get(whole) <= length) {
                whole++;
            }
            if (whole == 0) {
                assertThatThrownBy(() -> CheckpointFile.decode(cut)).isInstanceOf(IOException.class);
            } else {
                assertThat(CheckpointFile.decode(cut).checkpoint())
                        .as("%d bytes", length)
                        .isEqualTo(sample.checkpoints().get(whole - 1));
            }
        }
    }

    @Test
    void shouldHaveTheOneBeforeTheDamageWhateverByteIsDamaged() throws IOException {
        Sample sample = sample(2);
        for (int at = 0; at < sample.bytes().length; at++) {
            byte[] damaged = sample.bytes().clone();
            damaged[at] ^= 0x10;
            int sound = 0;
            while (sound < 3 && sample.ends().get(sound) <= at) {
                sound++;
            }
            // Behind a checkpoint come zeros, of which none is looked at, up to the page on which the next begins.
            int pageOfNext =
                    sound == 0 ? 0 : (int) CheckpointFile.padded(sample.ends().get(sound - 1));
            if (at < pageOfNext) {
                assertThat(CheckpointFile.decode(damaged).checkpoint())
                        .isEqualTo(sample.checkpoints().get(2));
            } else if (sound == 0) {
                assertThatThrownBy(() -> CheckpointFile.decode(damaged)).isInstanceOf(IOException.class);
            } else {
                CheckpointFile.Content content = CheckpointFile.decode(damaged);
                assertThat(content.checkpoint())
                        .as("byte %d", at)
                        .isEqualTo(sample.checkpoints().get(sound - 1));
                assertThat(content.isFollowed()).isTrue();
            }
        }
    }

    @Test
    void shouldNotTakeWhatAnotherFileHasLeftForAnIncrement() throws IOException {
        Sample sample = sample(1);
        byte[] other = sample.bytes().clone();
        int increment = (int) CheckpointFile.padded(sample.ends().get(0));
        byte[] first = CheckpointFile.encode("alarms", sample.checkpoints().get(0), true);
        System.arraycopy(first, 0, other, 0, increment);
        assertThat(CheckpointFile.decode(other).checkpoint())
                .isEqualTo(sample.checkpoints().get(0));
    }

    @Test
    void shouldNotUseAnIncrementThatDoesNotGiveTheState() throws IOException {
        Sample sample = sample(2);
        Checkpoint second = sample.checkpoints().get(1);
        int at = (int) CheckpointFile.padded(sample.ends().get(1));
        // As if two different pieces had had the same hash: all is as it should be, but a byte of the state.
        byte[] wrong = second.state().clone();
        wrong[4_000]++;
        byte[] difference = Delta.between(Pieces.of(second.state(), HASH), second.state(), HASH, 100)
                .content();
        byte[] increment = CheckpointFile.encode(
                CheckpointFile.crc(Arrays.copyOfRange(
                        sample.bytes(),
                        (int) CheckpointFile.padded(sample.ends().get(0)),
                        at)),
                new Checkpoint("print", 99, 99, wrong),
                difference);
        byte[] file = Arrays.copyOf(sample.bytes(), at + increment.length);
        System.arraycopy(increment, 0, file, at, increment.length);
        assertThat(CheckpointFile.decode(file).checkpoint()).isEqualTo(second);
    }

    @Test
    void shouldReadTheVersionWithoutIncrements() throws IOException {
        byte[] state = HexFormat.of().parseHex("0102030405");
        byte[] journal = "readings".getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(40 + 8 + 1 + 5).order(ByteOrder.LITTLE_ENDIAN);
        out.put("WEIC".getBytes(StandardCharsets.UTF_8)).putInt(2).putInt(0);
        out.putLong(77).putLong(78).putInt(8).putInt(1).putInt(5);
        out.put(journal).put((byte) 'f').put(state);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 12, out.capacity() - 12);
        out.putInt(8, (int) crc.getValue());
        assertThat(CheckpointFile.decode(out.array()).checkpoint()).isEqualTo(new Checkpoint("f", 77, 78, state));
        byte[] longer = Arrays.copyOf(out.array(), out.capacity() + 1);
        assertThatThrownBy(() -> CheckpointFile.decode(longer)).hasMessage("its lengths do not add up");
    }
}
