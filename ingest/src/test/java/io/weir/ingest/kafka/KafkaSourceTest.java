package io.weir.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.KafkaBroker;
import io.weir.config.BatchConfig;
import io.weir.config.KafkaSourceConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.model.ByteSize;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSourceTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final AtomicInteger UNSENT = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;

    private FakeJournals journals = new FakeJournals().countOnly();
    private Ingest ingest;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(UNSENT.getAndSet(0))
                .as("records that the test could not send")
                .isZero();
        if (ingest != null) {
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
    }

    private static KafkaSourceConfig config(String topic, Optional<String> group) {
        return new KafkaSourceConfig(
                "cells",
                broker.bootstrapServers(),
                List.of(topic),
                group,
                List.of(),
                KafkaSourceConfig.Start.EARLIEST,
                ByteSize.ofKiB(64),
                Map.of());
    }

    private KafkaSource start(KafkaSourceConfig config, int maxInFlight) {
        StreamConfig stream =
                Streams.usual().key(Streams.topicKey(0)).arrivalTime().build();
        KafkaSource source =
                new KafkaSource(config, ResumePositions.of(journals, List.of(stream)), Duration.ofMillis(2));
        ingest = new Ingest(
                source,
                List.of(stream),
                new BatchConfig(256, Duration.ofMillis(2)),
                journals,
                new StreamTimes(),
                IngestClock.SYSTEM,
                new IngestLimits(64 << 10, maxInFlight, 64 << 20, Duration.ofSeconds(10)));
        ingest.start();
        return source;
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                // One request at a time: on a new topic the broker may take a second batch before the first, which it
                // then refuses until it expires.
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "linger.ms", 5,
                        "max.in.flight.requests.per.connection", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void produce(String topic, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = from; i < to; i++) {
                byte[] value = ("{\"seq\":" + i + ",\"temp\":" + i / 10.0 + "}").getBytes(StandardCharsets.UTF_8);
                send(producer, topic, i % 3, value);
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int partition, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, partition, null, value), (metadata, error) -> {
            if (error != null) {
                UNSENT.incrementAndGet();
                System.err.println("not sent: " + error);
            }
        });
    }

    private long rows() {
        return journals.rowCount("readings", "press");
    }

    private void awaitRows(long count) {
        Await.until(
                LIMIT,
                () -> rows() + " of " + count + "; " + ingest.stats() + ingest.sourceStats(),
                () -> rows() >= count && ingest.stats().inFlightMessages() == 0);
        assertThat(rows()).isEqualTo(count);
    }

    private StreamStats stats() {
        return ingest.stats().streams().get("press");
    }

    @Test
    void shouldReadEverythingOnceAcrossRestarts() throws Exception {
        broker.createTopic("everything", 3);
        produce("everything", 0, 60_000);
        start(config("everything", Optional.empty()), 200_000);
        awaitRows(60_000);
        ingest.stop().get(30, TimeUnit.SECONDS);
        produce("everything", 60_000, 100_000);
        start(config("everything", Optional.empty()), 200_000);
        awaitRows(100_000);
        assertThat(stats().received()).isEqualTo(40_000);
        assertThat(stats().replayed()).isZero();
        Await.until(
                LIMIT,
                () -> "lag " + ingest.sourceStats().lag(),
                () -> ingest.sourceStats()
                        .lag()
                        .equals(Map.of("cells/everything-0", 0L, "cells/everything-1", 0L, "cells/everything-2", 0L)));
    }

    @Test
    void shouldPauseWhileTheJournalStallsAndLoseNothing() {
        broker.createTopic("stalled", 3);
        produce("stalled", 0, 100_000);
        journals.hold();
        start(config("stalled", Optional.of("stalled-group")), 10_000);
        Await.until(
                LIMIT,
                () -> ingest.sourceStats().toString(),
                () -> ingest.sourceStats().paused() && ingest.stats().inFlightMessages() >= 10_000);
        long received = ingest.stats().received();
        assertThat(received).isLessThan(16_000);
        long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        Await.until(LIMIT, () -> "time", () -> System.nanoTime() - deadline > 0);
        assertThat(ingest.stats().received()).as("nothing piles up").isEqualTo(received);
        journals.release();
        awaitRows(100_000);
    }

    @Test
    void shouldNotKeepMessagesThatWaitForTheDisk() {
        broker.createTopic("large", 3);
        int count = 12_000;
        int bytes = 4096;
        producePadded("large", count, bytes);
        journals.hold();
        start(config("large", Optional.empty()), 200_000);
        Await.until(LIMIT, () -> ingest.stats().toString(), () -> rows() == count);
        assertThat(ingest.stats().inFlightMessages()).isEqualTo(count);
        long unacknowledged = usedHeap();
        journals.release();
        awaitRows(count);
        assertThat(unacknowledged - usedHeap())
                .as("heap that %d MiB of unacknowledged messages hold", (count * bytes) >> 20)
                .isLessThan(16 << 20);
    }

    private static void producePadded(String topic, int count, int bytes) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < count; i++) {
                String value = "{\"seq\":" + i + "}";
                send(
                        producer,
                        topic,
                        i % 3,
                        (value + " ".repeat(bytes - value.length())).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void shouldResumeFromTheGroupWhenTheJournalKnowsNothing() throws Exception {
        broker.createTopic("grouped", 3);
        produce("grouped", 0, 3_000);
        start(config("grouped", Optional.of("lines")), 200_000);
        awaitRows(3_000);
        ingest.stop().get(30, TimeUnit.SECONDS);
        journals = new FakeJournals().countOnly();
        produce("grouped", 3_000, 3_300);
        start(config("grouped", Optional.of("lines")), 200_000);
        awaitRows(300);
    }

    @Test
    void shouldCommitOnlyWhatIsDurable() throws Exception {
        broker.createTopic("undurable", 3);
        produce("undurable", 0, 3_000);
        journals.hold();
        start(config("undurable", Optional.of("undurable-group")), 200_000);
        Await.until(LIMIT, () -> ingest.stats().toString(), () -> rows() == 3_000);
        // A crash: the journal forgets, and so must the group.
        FakeJournals lost = journals;
        journals = new FakeJournals().countOnly();
        Ingest first = ingest;
        var stopped = first.stop();
        stopped.get(30, TimeUnit.SECONDS);
        start(config("undurable", Optional.of("undurable-group")), 200_000);
        awaitRows(3_000);
        lost.release();
    }

    @Test
    void shouldMakeDeadLettersOfPoisonRecordsAndGoOn() {
        broker.createTopic("poison", 3);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            send(producer, "poison", 0, "nope".getBytes(StandardCharsets.UTF_8));
            send(producer, "poison", 0, new byte[0]);
            send(producer, "poison", 0, null);
            send(producer, "poison", 0, new byte[] {(byte) 0xff, (byte) 0xfe});
            send(producer, "poison", 0, new byte[100_000]);
            send(producer, "poison", 0, "{\"seq\":1e400}".getBytes(StandardCharsets.UTF_8));
            send(producer, "poison", 0, "{\"seq\":1}".getBytes(StandardCharsets.UTF_8));
        }
        start(config("poison", Optional.empty()), 200_000);
        awaitRows(1);
        assertThat(stats().deadLetters())
                .isEqualTo(Map.of(
                        Reason.INVALID_JSON, 1L,
                        Reason.EMPTY_PAYLOAD, 1L,
                        Reason.TOMBSTONE, 1L,
                        Reason.INVALID_UTF8, 1L,
                        Reason.PAYLOAD_TOO_LARGE, 1L,
                        Reason.OUT_OF_RANGE, 1L));
        assertThat(stats().received()).isEqualTo(stats().journaled() + stats().deadLetterCount());
    }

    @Test
    void shouldWaitForATopicThatAppearsLater() {
        start(config("later", Optional.empty()), 200_000);
        Await.until(
                LIMIT,
                () -> ingest.sourceStats().toString(),
                () -> ingest.sourceStats().lastError().contains("the broker does not have topic later"));
        broker.createTopic("later", 3);
        produce("later", 0, 100);
        awaitRows(100);
    }
}
