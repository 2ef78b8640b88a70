package io.weir.benchmarks.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Kafka Streams: one thread, at least once, a topic of one partition that has its key already (nothing is sent through the broker
 * again), the window store in memory, cached and without a changelog; results when a window closes, at once. Values and states
 * are fixed binary; all other settings are as they come.
 */
final class KafkaWindows implements Contestant {
    private static final Duration SIZE = Duration.ofSeconds(1);
    private static final long CACHE_BYTES = 64 << 20;
    private static final String EMIT_INTERVAL =
            StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_WINDOWED_AGGREGATION;

    private int runs;

    /** The state of a window. */
    private record Stats(long count, double sum, double max) {
        static final Stats NONE = new Stats(0, 0, Double.NEGATIVE_INFINITY);

        Stats with(double temp) {
            return new Stats(count + 1, sum + temp, Math.max(max, temp));
        }

        byte[] bytes() {
            return ByteBuffer.allocate(3 * Long.BYTES)
                    .putLong(count)
                    .putDouble(sum)
                    .putDouble(max)
                    .array();
        }

        static Stats of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Stats(buffer.getLong(), buffer.getDouble(), buffer.getDouble());
        }

        static Serde<Stats> serde() {
            return Serdes.serdeFrom((topic, stats) -> stats.bytes(), (topic, bytes) -> Stats.of(bytes));
        }
    }

    /** What a run has given so far; it has ended when its results count so many rows. Written by the one stream thread. */
    private record Run(Results results, long rows, CountDownLatch done) {
        void take(Windowed<String> window, Stats stats) {
            results.add(
                    window.key().hashCode(),
                    window.window().start(),
                    stats.count(),
                    stats.sum() / stats.count(),
                    stats.max());
            if (results.counted() >= rows) {
                done.countDown();
            }
        }
    }

    private static Topology topology(long rows, Run run) {
        StreamsBuilder builder = new StreamsBuilder();
        WindowBytesStoreSupplier memory = Stores.inMemoryWindowStore("windows", SIZE, SIZE, false);
        Materialized<String, Stats, WindowStore<Bytes, byte[]>> store = Materialized.<String, Stats>as(memory)
                .withKeySerde(Serdes.String())
                .withValueSerde(Stats.serde())
                .withCachingEnabled()
                .withLoggingDisabled();
        builder.stream(KafkaReadings.topic(rows), Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .mapValues(KafkaReadings::temp)
                .filter((key, temp) -> temp < Readings.TOO_HOT)
                .groupByKey(Grouped.with(Serdes.String(), Serdes.Double()))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(SIZE))
                .emitStrategy(EmitStrategy.onWindowClose())
                .aggregate(() -> Stats.NONE, (key, temp, stats) -> stats.with(temp), store)
                .toStream()
                .foreach(run::take);
        return builder.build();
    }

    @Override
    public Results run(long rows) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("kafka-streams");
        Properties settings = new Properties();
        settings.put(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "windows-" + ProcessHandle.current().pid() + "-" + runs++);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, KafkaReadings.bootstrapServers());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
        settings.put(EMIT_INTERVAL, 0L);
        Run run = new Run(new Results(), Readings.passing(rows), new CountDownLatch(1));
        try (KafkaStreams streams = new KafkaStreams(topology(rows, run), settings)) {
            streams.start();
            run.done().await();
        }
        return run.results();
    }
}
