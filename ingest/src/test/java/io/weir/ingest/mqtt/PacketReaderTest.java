package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketReaderTest {
    private static final int MAX_PAYLOAD = 1000;
    private static final int MAX_PUBLISH = MAX_PAYLOAD + PacketReader.PUBLISH_OVERHEAD;

    /** What a sink was given. */
    private record Got(String topic, Map<String, String> properties, String payload, long size, int packetId) {}

    private static final class Collector implements PublishSink {
        private final List<Got> messages = new ArrayList<>();
        private int unfinished;

        @Override
        public void publish(
                Topic topic,
                MessageProperties properties,
                byte[] bytes,
                int offset,
                int length,
                long size,
                int packetId) {
            String payload = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
            messages.add(new Got(topic.name(), properties.toMap(), payload, size, packetId));
            unfinished++;
        }

        @Override
        public void endOfRun() {
            unfinished = 0;
        }
    }

    private final Collector collector = new Collector();

    private static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int left = body.length;
        do {
            out.write(left > 127 ? left % 128 | 0x80 : left);
            left /= 128;
        } while (left > 0);
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    /** Every property that a message may have, in any order; what the user's are is put into a map. */
    private static byte[] properties(Random random, Map<String, String> users) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int n = random.nextInt(6); n > 0; n--) {
            switch (random.nextInt(7)) {
                case 0 -> out.writeBytes(new byte[] {1, 1});
                case 1 -> out.writeBytes(new byte[] {2, 0, 0, 1, 0});
                case 2 -> {
                    out.write(random.nextBoolean() ? 3 : 8);
                    out.writeBytes(text("x".repeat(random.nextInt(200))));
                }
                case 3 -> {
                    out.write(9);
                    out.writeBytes(text(""));
                }
                case 4 -> out.writeBytes(new byte[] {0x0b, (byte) 0xff, 0x7f});
                default -> {
                    String name = "n" + random.nextInt(3);
                    String value = "ü" + random.nextInt(1000);
                    out.write(0x26);
                    out.writeBytes(text(name));
                    out.writeBytes(text(value));
                    users.put(name, value);
                }
            }
        }
        return out.toByteArray();
    }

    private static byte[] publish(String topic, byte[] payload, int packetId) {
        return publish(topic, payload, packetId, new byte[0]);
    }

    private static byte[] publish(String topic, byte[] payload, int packetId, byte[] properties) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        body.write(name.length >> 8);
        body.write(name.length);
        body.writeBytes(name);
        if (packetId > 0) {
            body.write(packetId >> 8);
            body.write(packetId);
        }
        int left = properties.length;
        do {
            body.write(left > 127 ? left % 128 | 0x80 : left);
            left /= 128;
        } while (left > 0);
        body.writeBytes(properties);
        body.writeBytes(payload);
        return packet(packetId > 0 ? 0x32 : 0x30, body.toByteArray());
    }

    private static byte[] bytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private PacketReader reader(byte[]... packets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(packets).forEach(all::writeBytes);
        return reader(new ByteArrayInputStream(all.toByteArray()));
    }

    private PacketReader reader(InputStream in) {
        return new PacketReader(in, new PacketLimits(MAX_PAYLOAD, true, 0), collector, () -> {
            // Whoever is about to wait for the broker has passed on what it has.
            assertThat(collector.unfinished).isZero();
        });
    }

    @Test
    void shouldTakeMessagesOutOfTheStreamWhateverTheReadsAre() throws IOException {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        List<Got> messages = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            if (i % 3 == 0) {
                byte[] other = packet(0x40, bytes(random.nextInt(i % 21 == 0 ? 90_000 : 300), random));
                sent.writeBytes(other);
                rest.writeBytes(other);
            } else {
                byte[] payload = bytes(random.nextInt(i % 97 == 0 ? 131_000 : 300), random);
                int packetId = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(65_535);
                String topic = "plant/ä" + i % 40;
                Map<String, String> users = new HashMap<>();
                byte[] properties = random.nextInt(4) == 0 ? properties(random, users) : new byte[0];
                sent.writeBytes(publish(topic, payload, packetId, properties));
                messages.add(new Got(
                        topic, users, new String(payload, StandardCharsets.ISO_8859_1), payload.length, packetId));
            }
        }
        PacketReader reader = reader(new ByteArrayInputStream(sent.toByteArray()) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                int most = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : length;
                return super.read(target, offset, Math.min(length, most));
            }
        });
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] chunk = new byte[5000];
        while (true) {
            int count = random.nextBoolean() ? reader.read(chunk, 0, 1) : reader.read(chunk, 0, chunk.length);
            if (count < 0) {
                break;
            }
            got.write(chunk, 0, count);
            int single = random.nextBoolean() ? reader.read() : -1;
            if (single >= 0) {
                got.write(single);
            }
        }
        assertThat(got.toByteArray()).as("weir.seed=%d", seed).isEqualTo(rest.toByteArray());
        assertThat(collector.messages).as("weir.seed=%d", seed).isEqualTo(messages);
    }

    @Test
    void shouldTakeTheBeginningOfLongMessagesAndSayHowLongTheyAre() throws IOException {
        byte[] large = new byte[10_000_000];
        Arrays.fill(large, (byte) 'x');
        PacketReader reader = reader(
                publish("a", new byte[] {'1'}, 1),
                publish("a", large, 2),
                publish("a", new byte[] {'3'}, 3),
                packet(0xd0, new byte[0]));
        assertThat(reader.readAllBytes()).isEqualTo(packet(0xd0, new byte[0]));
        assertThat(collector.messages).hasSize(3);
        Got cut = collector.messages.get(1);
        assertThat(cut.size()).isEqualTo(10_000_000);
        assertThat(cut.payload()).isEqualTo("x".repeat(MAX_PUBLISH - 6));
        assertThat(collector.messages.get(2)).isEqualTo(new Got("a", Map.of(), "3", 1, 3));
    }

    @Test
    void shouldSayHowLongMessagesWithEndlessPropertiesAre() throws IOException {
        byte[] properties = new byte[1_000_000];
        PacketReader reader = reader(publish("a", new byte[] {'1'}, 1, properties), publish("a", new byte[] {'2'}, 2));
        assertThat(reader.read()).isEqualTo(-1);
        assertThat(collector.messages)
                .containsExactly(new Got("a", Map.of(), "", 1_000_001, 1), new Got("a", Map.of(), "2", 1, 2));
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // First byte, body in hexadecimal, what is wrong.
                "0x30 |             | is shorter than it says",
                "0x30 | 00          | is shorter than it says",
                "0x30 | 0002 61     | is shorter than it says",
                "0x30 | ffff 6162   | is shorter than it says",
                "0x30 | 0000 00     | has no topic",
                "0x30 | 0001 ff 00  | has a topic that is not UTF-8",
                "0x30 | 0001 61     | is shorter than it says",
                "0x30 | 0001 61 80  | is shorter than it says",
                "0x30 | 0001 61 05 01020304 | is shorter than it says",
                "0x30 | 0001 61 ffffffffff | is shorter than it says",
                "0x30 | 0001 61 01 00 | has the property 0, which no message has",
                "0x30 | 0001 61 01 ff | has the property 255, which no message has",
                "0x30 | 0001 61 01 26 | is shorter than it says",
                "0x30 | 0001 61 06 26 0001 61 0001 | is shorter than it says",
                "0x30 | 0001 61 06 26 0001 61 0005 6162636465 | is shorter than it says",
                "0x30 | 0001 61 02 0200 00000000 | is shorter than it says",
                "0x30 | 0001 61 02 0b80 00 | is shorter than it says",
                "0x32 | 0001 61 00  | is shorter than it says",
                "0x32 | 0001 61 0000 00 | has packet id 0",
                "0x34 | 0001 61 0001 00 | has QoS 2",
                "0x36 | 0001 61 0001 00 | has QoS 3",
            })
    void shouldEndTheConnectionAtMalformedMessages(String first, String body, String what) {
        String digits = body == null ? "" : body.replace(" ", "");
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        // What comes behind it must not be taken for its end.
        PacketReader reader = reader(packet(Integer.decode(first), bytes), publish("b", new byte[50], 1));
        assertThatThrownBy(reader::read).isInstanceOf(IOException.class).hasMessageContaining(what);
        assertThat(collector.messages).isEmpty();
    }

    @Test
    void shouldEndWithTheStream() throws IOException {
        assertThat(reader(new byte[] {0x40, 5, 1, 2}).readNBytes(10)).hasSize(4);
        assertThatThrownBy(reader(new byte[] {0x30, 5, 1, 2})::read).isInstanceOf(EOFException.class);
        assertThat(reader(publish("a", new byte[1], 0)).read()).isEqualTo(-1);
    }
}
