package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketReaderTest {
    private static final int MAX_PAYLOAD = 1000;
    private static final int MAX_PUBLISH = MAX_PAYLOAD + PacketReader.PUBLISH_OVERHEAD;

    private static byte[] packet(int first, int length, int fill) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int left = length;
        do {
            out.write(left > 127 ? left % 128 | 0x80 : left);
            left /= 128;
        } while (left > 0);
        for (int i = 0; i < length; i++) {
            out.write(fill);
        }
        return out.toByteArray();
    }

    private static PacketReader reader(byte[]... packets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            all.writeBytes(packet);
        }
        return new PacketReader(new ByteArrayInputStream(all.toByteArray()), MAX_PAYLOAD, () -> {});
    }

    @Test
    void shouldPassPacketsThroughWhateverTheReadsAre() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            sent.writeBytes(packet(i % 3 == 0 ? 0x32 : 0x40, random.nextInt(i % 7 == 0 ? 90_000 : 300), i));
        }
        PacketReader reader = reader(sent.toByteArray());
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] chunk = new byte[5000];
        while (true) {
            if (random.nextBoolean()) {
                int b = reader.read();
                if (b < 0) {
                    break;
                }
                got.write(b);
            } else {
                int count = reader.read(chunk, 0, 1 + random.nextInt(chunk.length - 1));
                if (count < 0) {
                    break;
                }
                got.write(chunk, 0, count);
            }
        }
        assertThat(got.toByteArray()).as("seed %d", seed).isEqualTo(sent.toByteArray());
    }

    @Test
    void shouldShortenLargePublishesAndSayByHowMuch() throws IOException {
        PacketReader reader =
                reader(packet(0x32, 10, 1), packet(0x32, 10_000_000, 2), packet(0x32, 10, 3), packet(0xd0, 0, 0));
        byte[] got = reader.readAllBytes();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(packet(0x32, 10, 1));
        expected.writeBytes(packet(0x32, MAX_PUBLISH, 2));
        expected.writeBytes(packet(0x32, 10, 3));
        expected.writeBytes(packet(0xd0, 0, 0));
        assertThat(got).isEqualTo(expected.toByteArray());
        assertThat(reader.cutOf(1)).isNull();
        assertThat(reader.cutOf(2).bytes()).isEqualTo(10_000_000 - MAX_PUBLISH);
        assertThat(reader.cutOf(3)).isNull();
    }

    @Test
    void shouldRefuseLargePacketsOfOtherTypesBeforeAnyOfIt() {
        PacketReader reader = reader(new byte[] {(byte) 0x90, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f});
        assertThatThrownBy(reader::read).isInstanceOf(IOException.class).hasMessageContaining("268435455 bytes");
    }

    @Test
    void shouldRefuseMalformedLengths() {
        PacketReader reader = reader(new byte[] {0x30, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1});
        assertThatThrownBy(reader::read).isInstanceOf(IOException.class).hasMessageContaining("malformed");
    }

    @Test
    void shouldEndWithTheStream() throws IOException {
        PacketReader reader = reader(new byte[] {0x30, 5, 1, 2});
        assertThat(reader.readNBytes(4)).hasSize(4);
        assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
    }
}
