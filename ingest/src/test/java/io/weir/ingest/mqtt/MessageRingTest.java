package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.MqttSourceConfig;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class MessageRingTest {
    private static final Topic TOPIC = new Topic("plant/p7");

    private final MessageRing ring = new MessageRing(1024, 4 << 20);
    private final MqttConnection connection = connection();

    private MqttConnection connection() {
        try {
            MqttSourceConfig config = MqttConfigs.of("mqtt://127.0.0.1:1", 1, 1000);
            return new MqttConnection(
                    config,
                    config.urls().get(0),
                    new SocketTransport(Optional.empty()),
                    0,
                    ring,
                    new LongAdder(),
                    new LongAdder(),
                    () -> false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final MessageProperties properties = MessageProperties.none();

    /** A payload that tells its own number and length. */
    private static void fill(byte[] payload, long number, int length) {
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (number * 31 + i * 7L + length);
        }
    }

    private boolean offer(byte[] payload, long number, int length) {
        fill(payload, number, length);
        byte[] text = ("n" + number).getBytes(StandardCharsets.US_ASCII);
        properties.clear();
        for (int i = 0; i < number % 3; i++) {
            properties.add(text, 0, 1, text, 0, text.length);
        }
        return ring.offer(connection, TOPIC, properties, payload, 0, length, length, 1 + (int) (number % 65_535));
    }

    private void assertMessage(long position, byte[] expected, int length) {
        assertThat(ring.length(position)).isEqualTo(length);
        fill(expected, position, length);
        byte[] payload = ring.payload(position);
        int offset = ring.offset(position);
        for (int i = 0; i < length; i++) {
            if (payload[offset + i] != expected[i]) {
                throw new AssertionError("byte " + i + " of message " + position + " of " + length + " bytes");
            }
        }
        MessageProperties found = ring.properties(position);
        assertThat(found.toMap()).isEqualTo(position % 3 == 0 ? Map.of() : Map.of("n", "n" + position));
        assertThat(ring.packetId(position)).isEqualTo((char) (1 + position % 65_535));
    }

    private static int lengthOf(long number, long seed) {
        Random random = new Random(seed + number);
        // Also lengths at which a payload gets an array of its own, one of just a segment's size among them.
        return switch (random.nextInt(50)) {
            case 0 -> 0;
            case 1 -> 32 * 1024 + random.nextInt(3) - 1;
            case 2 -> 128 * 1024;
            default -> random.nextInt(500);
        };
    }

    @Test
    void shouldHandOverEveryMessageAsItWasWhileSegmentsGoRound() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        long count = 300_000;
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            byte[] payload = new byte[1 << 18];
            for (long n = 0; n < count; n++) {
                while (!offer(payload, n, lengthOf(n, seed))) {
                    ring.publish();
                    Thread.onSpinWait();
                }
                if (n % 10 == 0) {
                    ring.publish();
                }
            }
            ring.publish();
        });
        ring.setReader(Thread.currentThread());
        byte[] expected = new byte[1 << 18];
        long next = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (next < count && System.nanoTime() < deadline) {
            ring.await(TimeUnit.MILLISECONDS.toNanos(10));
            for (long end = ring.tail(); next < end; next++) {
                assertMessage(next, expected, lengthOf(next, seed));
            }
            ring.releaseUntil(next);
        }
        writer.get(10, TimeUnit.SECONDS);
        assertThat(next).as("weir.seed=%d", seed).isEqualTo(count);
        assertThat(ring.isHigh()).isFalse();
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndTakeItWhenThereIsRoom() {
        byte[] payload = new byte[2 << 20];
        for (int i = 0; i < 1024; i++) {
            assertThat(offer(payload, i, 10)).isTrue();
        }
        assertThat(offer(payload, 1024, 10)).isFalse();
        assertThat(ring.size()).isZero();
        ring.publish();
        assertThat(ring.size()).isEqualTo(1024);
        assertThat(ring.isHigh()).isTrue();
        ring.releaseUntil(1000);
        assertThat(ring.isHigh()).isFalse();
        assertThat(offer(payload, 1024, 2 << 20)).isTrue();
        assertThat(offer(payload, 1025, 2 << 20)).isFalse();
        ring.publish();
        ring.releaseUntil(1025);
        assertThat(offer(payload, 1025, 2 << 20)).isTrue();
    }

    @Test
    void shouldAllocateNothingPerMessage() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] payload = new byte[150];
        properties.add(payload, 0, 4, payload, 0, 20);
        long allocated = Long.MAX_VALUE;
        int messages = 100_000;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < messages; i++) {
                if (!ring.offer(connection, TOPIC, properties, payload, 0, payload.length, payload.length, 1)) {
                    throw new AssertionError("no room");
                }
                if (i % 100 == 99) {
                    ring.publish();
                    ring.releaseUntil(ring.tail());
                }
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(allocated / messages)
                .as("bytes per message, %d in all", allocated)
                .isZero();
    }
}
