package io.weir.storage.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaTest {
    private final SipHash hash = SipHash.secret();

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private byte[] delta(byte[] before, byte[] now) {
        byte[] delta = Delta.between(Pieces.of(before, hash), now, hash, Integer.MAX_VALUE)
                .content();
        assertThat(delta).isNotNull();
        return delta;
    }

    /** Applies differences to bytes that are at the start of a file, with the differences behind them. */
    private static byte[] apply(byte[] first, byte[][] deltas, int[] lengths) throws DeltaException {
        byte[] file = join(first, join(deltas));
        Extents extents = Extents.at(0, first.length);
        int at = first.length;
        for (int i = 0; i < deltas.length; i++) {
            extents = extents.apply(file, at, at + deltas[i].length, lengths[i]);
            at += deltas[i].length;
        }
        return extents.read(file);
    }

    private int checked(byte[] before, byte[] now) throws DeltaException {
        byte[] delta = delta(before, now);
        assertThat(apply(before, new byte[][] {delta}, new int[] {now.length})).isEqualTo(now);
        return delta.length;
    }

    @Test
    void shouldSayOnlyWhatHasChanged() throws DeltaException {
        byte[] before = random(100_000);
        byte[] head = Arrays.copyOf(before, 40_000);
        byte[] tail = Arrays.copyOfRange(before, 40_000, before.length);
        byte[] inPlace = before.clone();
        inPlace[50_000]++;
        assertThat(checked(before, before)).isLessThan(10);
        assertThat(checked(before, inPlace)).isBetween(64, 3_000);
        assertThat(checked(before, join(head, new byte[1], tail))).isLessThan(3_000);
        assertThat(checked(before, join(tail, head))).isLessThan(3_000);
        assertThat(checked(before, tail)).isLessThan(3_000);
        assertThat(checked(before, join(before, tail))).isLessThan(3_000);
        assertThat(checked(before, new byte[0])).isZero();
        assertThat(checked(new byte[0], before)).isBetween(100_000, 100_020);
        assertThat(checked(new byte[100_000], new byte[200_000])).isLessThan(3_000);
    }

    @Test
    void shouldGiveUpWhereItWouldBeTooLong() throws DeltaException {
        byte[] before = random(10_000);
        byte[] now = join(before, new byte[] {1, 2, 3});
        int length = checked(before, now);
        Pieces pieces = Pieces.of(before, hash);
        assertThat(Delta.between(pieces, now, hash, length - 1).content()).isNull();
        Delta delta = Delta.between(pieces, now, hash, -1);
        assertThat(delta.content()).isNull();
        assertThat(delta.pieces().count())
                .as("what the next difference is made to")
                .isEqualTo(Pieces.of(now, hash).count());
    }

    @Test
    void shouldPutManyDifferencesTogether() throws DeltaException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            byte[] first = new byte[random.nextInt(30_000)];
            random.nextBytes(first);
            int count = 1 + random.nextInt(20);
            byte[][] deltas = new byte[count][];
            int[] lengths = new int[count];
            byte[] state = first;
            Pieces pieces = Pieces.of(first, hash);
            for (int i = 0; i < count; i++) {
                state = changed(state, random);
                Delta delta = Delta.between(pieces, state, hash, Integer.MAX_VALUE);
                pieces = delta.pieces();
                deltas[i] = delta.content();
                lengths[i] = state.length;
            }
            assertThat(apply(first, deltas, lengths))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(state);
        }
    }

    /** Some bytes changed, some parts removed, doubled or moved. */
    private static byte[] changed(byte[] state, Random random) {
        byte[] now = state.clone();
        for (int i = random.nextInt(20); i > 0 && now.length > 0; i--) {
            now[random.nextInt(now.length)] = (byte) random.nextInt();
        }
        int a = random.nextInt(now.length + 1);
        int b = a + random.nextInt(now.length + 1 - a);
        byte[] head = Arrays.copyOf(now, a);
        byte[] middle = Arrays.copyOfRange(now, a, b);
        byte[] tail = Arrays.copyOfRange(now, b, now.length);
        byte[] fresh = new byte[random.nextInt(500)];
        random.nextBytes(fresh);
        return switch (random.nextInt(5)) {
            case 0 -> now;
            case 1 -> join(head, tail, fresh);
            case 2 -> now.length < 60_000 ? join(head, middle, middle, tail) : head;
            case 3 -> join(middle, fresh, head, tail);
            default -> join(fresh, now);
        };
    }

    @Test
    void shouldRefuseWhatIsNoDifferenceToTheseBytes() {
        byte[] before = random(5_000);
        byte[] now = join(random(200), before, new byte[100]);
        byte[] sound = delta(before, now);
        int[] length = {now.length};
        assertThatThrownBy(() -> apply(before, new byte[][] {sound}, new int[] {now.length + 1}))
                .isInstanceOf(DeltaException.class)
                .hasMessage(now.length + " bytes, not " + (now.length + 1));
        assertThatThrownBy(() -> apply(Arrays.copyOf(before, 4_000), new byte[][] {sound}, length))
                .isInstanceOf(DeltaException.class);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(sound, random.nextInt(3) == 0 ? random.nextInt(sound.length) : sound.length);
            for (int n = random.nextInt(4); n >= 0 && damaged.length > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(apply(before, new byte[][] {damaged}, length)).hasSize(now.length);
            } catch (DeltaException refused) {
                assertThat(refused).hasMessageMatching(".+");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
