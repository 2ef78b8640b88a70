package io.weir.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.KafkaBroker;
import io.weir.config.ValueOrigin;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real topics hold beside plain records: compressed batches, tombstones, transactions. Everything is counted. */
@Tag("slow")
@Timeout(120)
class KafkaContentTest {
    private static final int READINGS = 20_000;

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void shouldReadEveryCompressionExactlyOnceAcrossARestart(String compression) {
        String topic = "compressed-" + compression;
        broker.createTopic(topic, 3);
        produce(topic, compression, 0, READINGS);
        FakeJournals journals = new FakeJournals().countOnly();
        try (KafkaHarness source = KafkaHarness.of(broker.bootstrapServers(), topic)
                .journals(journals)
                .start()) {
            source.awaitRows(READINGS);
        }
        produce(topic, compression, READINGS, READINGS + 3_000);
        // The position stands in the midst of no batch, and the broker gives whole batches.
        try (KafkaHarness source = KafkaHarness.of(broker.bootstrapServers(), topic)
                .journals(journals)
                .start()) {
            source.awaitRows(READINGS + 3_000);
            assertThat(source.rows()).isEqualTo(READINGS + 3_000);
            assertThat(source.stream().received()).isEqualTo(3_000);
            assertThat(source.stream().deadLetterCount()).isZero();
        }
    }

    private static void produce(String topic, String compression, int from, int to) {
        KafkaHarness.produce(
                broker.bootstrapServers(),
                topic,
                3,
                from,
                to,
                Map.of("compression.type", compression, "linger.ms", 50));
    }

    @Test
    void shouldCountTombstonesAndEmptyValuesAmongReadings() throws Exception {
        broker.createTopic("tombstones", 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < 3_000; i++) {
                byte[] value = i % 3 == 0 ? KafkaHarness.reading(i) : i % 3 == 1 ? null : new byte[0];
                var unused = producer.send(new ProducerRecord<>("tombstones", 0, new byte[] {1}, value));
            }
            producer.flush();
        }
        try (KafkaHarness source =
                KafkaHarness.of(broker.bootstrapServers(), "tombstones").start()) {
            source.awaitRows(1_000);
            assertThat(source.stream().received()).isEqualTo(3_000);
            assertThat(source.stream().deadLetters())
                    .isEqualTo(Map.of(Reason.TOMBSTONE, 1_000L, Reason.EMPTY_PAYLOAD, 1_000L));
        }
    }

    @Test
    void shouldReadHeaders() throws Exception {
        broker.createTopic("headers", 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < 300; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        "headers", 0, null, i % 3 == 0 ? new byte[] {'x'} : KafkaHarness.reading(i));
                record.headers().add("site", ("s" + i).getBytes(StandardCharsets.UTF_8));
                record.headers().add("nothing", null);
                if (i % 3 == 1) {
                    record.headers().add("site", ("t" + i).getBytes(StandardCharsets.UTF_8));
                }
                var unused = producer.send(record);
            }
            producer.flush();
        }
        FakeJournals journals = new FakeJournals();
        try (KafkaHarness source = KafkaHarness.of(broker.bootstrapServers(), "headers").journals(journals).stream(
                        Streams.usual().field("site", FieldType.STRING, new ValueOrigin.Property("site")))
                .start()) {
            source.awaitRows(200);
            for (Map<String, Object> row : journals.rows("readings", "press")) {
                long seq = (Long) row.getOrDefault("seq", -1L);
                assertThat(row).containsEntry("site", (seq % 3 == 1 ? "t" : "s") + seq);
            }
            assertThat(journals.rows("dead_letters", "dead_letters"))
                    .hasSize(100)
                    .first()
                    .satisfies(it -> assertThat(it).containsEntry("properties", "{\"site\":\"s0\"}"));
        }
    }

    @Test
    void shouldReadCommittedTransactionsOnly() throws Exception {
        broker.createTopic("transactions", 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "plant"))) {
            producer.initTransactions();
            for (int transaction = 0; transaction < 20; transaction++) {
                producer.beginTransaction();
                for (int i = 0; i < 100; i++) {
                    var unused = producer.send(
                            new ProducerRecord<>("transactions", 0, null, KafkaHarness.reading(transaction * 100 + i)));
                }
                producer.flush();
                if (transaction % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
            FakeJournals journals = new FakeJournals().countOnly();
            try (KafkaHarness source = KafkaHarness.of(broker.bootstrapServers(), "transactions")
                    .journals(journals)
                    .start()) {
                source.awaitRows(1_000);
                assertThat(source.stream().received()).isEqualTo(1_000);
                // One that is open holds its records back until it is decided.
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("transactions", 0, null, KafkaHarness.reading(5_000)))
                        .get(30, TimeUnit.SECONDS);
                assertThat(source.rows()).isEqualTo(1_000);
                producer.commitTransaction();
                source.awaitRows(1_001);
            }
            // The position is behind markers that are no messages: nothing comes twice.
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactions", 0, null, KafkaHarness.reading(5_001)))
                    .get(30, TimeUnit.SECONDS);
            producer.commitTransaction();
            try (KafkaHarness source = KafkaHarness.of(broker.bootstrapServers(), "transactions")
                    .journals(journals)
                    .start()) {
                source.awaitRows(1_002);
                assertThat(source.stream().received()).isEqualTo(1);
                assertThat(source.stream().replayed()).isZero();
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
