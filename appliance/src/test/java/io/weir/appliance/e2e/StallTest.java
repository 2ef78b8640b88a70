package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.brokers.KafkaBroker;
import io.weir.brokers.MosquittoBroker;
import io.weir.storage.Forcer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does not finish its force, against real brokers: backpressure, nothing lost, nothing piled up. */
@Tag("slow")
class StallTest {
    private static final int READINGS = 400_000;

    @TempDir
    private Path dir;

    /** Forces files, except between {@link #stall} and {@link #resume}. */
    private static final class StallingForcer implements Forcer {
        private volatile CountDownLatch open = new CountDownLatch(0);
        private volatile boolean waiting;

        void stall() {
            open = new CountDownLatch(1);
        }

        void resume() {
            open.countDown();
        }

        @Override
        public void force(Path path, FileChannel channel) throws IOException {
            try {
                waiting = open.getCount() > 0;
                open.await();
                waiting = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            DISK.force(path, channel);
        }
    }

    @Test
    void shouldPauseKafkaAndLoseNothingWhileTheDiskStandsStill() throws Exception {
        List<Reading> readings = Reading.generate(READINGS, 50, 400, 3);
        Path data = dir.resolve("data");
        StallingForcer disk = new StallingForcer();
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"));
                KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), "stall")) {
            broker.createTopic("stall", 2);
            Path config = TestConfig.write(dir, TestConfig.kafka(broker.bootstrapServers(), "stall"), "0s", "");
            Appliance appliance = Appliance.start(TestConfig.read(config), disk);
            try {
                feed.send(readings.subList(0, 1000));
                feed.flush();
                KafkaEndToEndTest.awaitRows(data, 1000);
                long heap = heap();
                disk.stall();
                feed.send(readings.subList(1000, READINGS));
                feed.flush();
                Await.until(Duration.ofSeconds(30), () -> "no force began", () -> disk.waiting);

                long taken = awaitStandstill(data, heap);
                assertThat(taken)
                        .as("rows taken in while nothing could be forced")
                        .isLessThan(READINGS * 3 / 4);

                disk.resume();
                KafkaEndToEndTest.awaitRows(data, READINGS);
            } finally {
                disk.resume();
                appliance.stop();
            }
        }
        List<Reading> journaled = Journals.readings(data);
        assertThat(journaled).hasSameSizeAs(readings);
        // As sets: all are different, and comparing lists this long element by element takes minutes.
        assertThat(new HashSet<>(journaled).equals(new HashSet<>(readings)))
                .as("the readings sent, each once")
                .isTrue();
    }

    @Test
    void shouldLeaveMqttMessagesWithTheBrokerWhileTheDiskStandsStill() throws Exception {
        MosquittoBroker.Installation mosquitto = MosquittoBroker.find().orElse(null);
        Assumptions.assumeTrue(mosquitto != null, "mosquitto is not installed: skipped");
        List<Reading> readings = new ArrayList<>(Reading.generate(100_000, 50, 400, 4));
        Path data = dir.resolve("data");
        StallingForcer disk = new StallingForcer();
        try (MosquittoBroker broker = mosquitto.start(dir.resolve("broker"));
                MqttFeed feed = new MqttFeed(broker.port())) {
            Path config = TestConfig.write(dir, TestConfig.mqtt(broker.port(), "plant/#", 1), "0s", "");
            Appliance appliance = Appliance.start(TestConfig.read(config), disk);
            try {
                feed.awaitSubscriber(data);
                long heap = heap();
                disk.stall();
                feed.send(readings, 1);
                Await.until(Duration.ofSeconds(30), () -> "no force began", () -> disk.waiting);

                long taken = awaitStandstill(data, heap);
                assertThat(taken)
                        .as("messages in flight while nothing could be acknowledged")
                        .isLessThan(10_000);

                disk.resume();
                KafkaEndToEndTest.awaitRows(data, readings.size() + feed.probes());
            } finally {
                disk.resume();
                appliance.stop();
            }
        }
        Bags.assertSame(
                "readings",
                Journals.readings(data).stream()
                        .filter(r -> r.id() >= 0)
                        .distinct()
                        .toList(),
                readings);
    }

    /** Waits until nothing more is taken in for a second, and sees that the heap stays where it is. */
    private static long awaitStandstill(Path data, long heapBefore) {
        long[] last = {-1, System.nanoTime()};
        Await.until(Duration.ofSeconds(60), () -> "rows still come: " + last[0], () -> {
            long rows = Journals.count(data, "readings");
            if (rows != last[0]) {
                last[0] = rows;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > Duration.ofSeconds(1).toNanos();
        });
        // The limit of what is in flight, what the clients have fetched beyond it, and the buffers of the feed.
        assertThat(heap() - heapBefore).as("growth of the heap while stalled").isLessThan(160L << 20);
        return last[0];
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
