package io.weir.ingest.kafka;

import io.weir.config.BatchConfig;
import io.weir.config.KafkaSourceConfig;
import io.weir.config.KafkaSourceConfig.Membership;
import io.weir.config.KafkaSourceConfig.Start;
import io.weir.config.SaslConfig;
import io.weir.config.StreamConfig;
import io.weir.config.TlsConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.SourceStats;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.Streams;
import io.weir.model.ByteSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One Kafka source that is read into journals in memory. */
final class KafkaHarness implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    final FakeJournals journals;
    private final Ingest ingest;

    private KafkaHarness(Settings settings) {
        journals = settings.journals;
        StreamConfig stream =
                settings.stream.key(Streams.topicKey(0)).arrivalTime().build();
        KafkaSource source =
                new KafkaSource(settings.config(), ResumePositions.of(journals, List.of(stream)), settings.linger);
        ingest = new Ingest(
                source,
                List.of(stream),
                new BatchConfig(256, settings.linger),
                journals,
                new StreamTimes(),
                IngestClock.SYSTEM,
                new IngestLimits(64 << 10, settings.maxInFlight, 64 << 20, Duration.ofSeconds(10)));
        ingest.start();
    }

    static Settings of(String bootstrapServers, String topic) {
        return new Settings(bootstrapServers, topic);
    }

    /** What differs between tests. */
    static final class Settings {
        private final String bootstrapServers;
        private final String topic;
        private final Map<String, String> properties = new HashMap<>();
        private String id = "cells";
        private Streams stream = Streams.usual();
        private FakeJournals journals = new FakeJournals().countOnly();
        private Optional<String> group = Optional.empty();
        private Membership membership = Membership.DEFAULT;
        private Start start = Start.EARLIEST;
        private Optional<TlsConfig> tls = Optional.empty();
        private Optional<SaslConfig> sasl = Optional.empty();
        private int maxInFlight = 200_000;
        private Duration linger = Duration.ofMillis(2);

        private Settings(String bootstrapServers, String topic) {
            this.bootstrapServers = bootstrapServers;
            this.topic = topic;
        }

        Settings journals(FakeJournals value) {
            journals = value;
            return this;
        }

        Settings stream(Streams value) {
            stream = value;
            return this;
        }

        Settings id(String value) {
            id = value;
            return this;
        }

        Settings group(String value, Membership as) {
            group = Optional.of(value);
            membership = as;
            return this;
        }

        Settings from(Start value) {
            start = value;
            return this;
        }

        Settings tls(TlsConfig value) {
            tls = Optional.of(value);
            return this;
        }

        Settings sasl(SaslConfig value) {
            sasl = Optional.of(value);
            return this;
        }

        Settings property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        Settings maxInFlight(int value) {
            maxInFlight = value;
            return this;
        }

        Settings linger(Duration value) {
            linger = value;
            return this;
        }

        private KafkaSourceConfig config() {
            return new KafkaSourceConfig(
                    id,
                    bootstrapServers,
                    List.of(topic),
                    group,
                    membership,
                    List.of(),
                    start,
                    ByteSize.ofKiB(64),
                    tls,
                    sasl,
                    properties);
        }

        KafkaHarness start() {
            return new KafkaHarness(this);
        }
    }

    Ingest ingest() {
        return ingest;
    }

    SourceStats source() {
        return ingest.sourceStats();
    }

    StreamStats stream() {
        return ingest.stats().streams().get("press");
    }

    long rows() {
        return journals.rowCount("readings", "press");
    }

    KafkaHarness awaitRows(long count) {
        Await.until(
                LIMIT,
                () -> rows() + " of " + count + " rows; " + ingest.stats() + source(),
                () -> rows() >= count && ingest.stats().inFlightMessages() == 0);
        return this;
    }

    /** Waits until the source says this of its trouble. */
    KafkaHarness awaitError(String part) {
        Await.until(
                LIMIT,
                () -> "not said: " + part + "; but " + source(),
                () -> source().lastError().contains(part));
        return this;
    }

    @Override
    public void close() {
        try {
            ingest.stop().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes readings numbered {@code from} to {@code to - 1}, in turn into the partitions; fails if one was not taken. */
    static void produce(
            String bootstrapServers, String topic, int partitions, int from, int to, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrapServers, "linger.ms", 5, "max.in.flight.requests.per.connection", 1));
        all.putAll(settings);
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                var unused = producer.send(
                        new ProducerRecord<>(topic, i % partitions, null, reading(i)), (metadata, error) -> {
                            if (error != null) {
                                failure.compareAndSet(null, error);
                            }
                        });
            }
        }
        if (failure.get() != null) {
            throw new AssertionError("a record was not sent", failure.get());
        }
    }

    static byte[] reading(int number) {
        return ("{\"seq\":" + number + ",\"temp\":" + number / 10.0 + "}").getBytes(StandardCharsets.UTF_8);
    }
}
