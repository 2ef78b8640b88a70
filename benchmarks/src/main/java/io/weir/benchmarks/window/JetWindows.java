package io.weir.benchmarks.window;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.ComparatorEx;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.datamodel.Tuple3;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.StreamSource;
import com.hazelcast.jet.pipeline.WindowDefinition;
import java.util.concurrent.CountDownLatch;

/** Hazelcast Jet, embedded: one member, one cooperative thread, no processing guarantee, a source in memory. */
final class JetWindows implements Contestant {
    private static final int FILL = 1024;
    private static volatile Run current = new Run(new Results(), 0, new CountDownLatch(1));

    private final HazelcastInstance hazelcast;

    JetWindows() {
        Config config = new Config();
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getJetConfig().setEnabled(true).setCooperativeThreadCount(1);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        hazelcast = Hazelcast.newHazelcastInstance(config);
    }

    /** What a run has given so far; it has ended when its results count so many rows. The sink finds it here. */
    private record Run(Results results, long rows, CountDownLatch done) {
        void take(KeyedWindowResult<String, Tuple3<Long, Double, Row>> window) {
            Tuple3<Long, Double, Row> result = window.result();
            results.add(
                    window.key().hashCode(),
                    window.start(),
                    result.f0(),
                    result.f1(),
                    result.f2().temp());
            if (results.counted() >= rows) {
                done.countDown();
            }
        }
    }

    /** The source's position. */
    private static final class Position {
        final long rows;
        long next;

        Position(long rows) {
            this.rows = rows;
        }
    }

    private static StreamSource<Row> source(long rows) {
        return SourceBuilder.timestampedStream("readings", context -> new Position(rows))
                .<Row>fillBufferFn((position, buffer) -> {
                    for (int i = 0; i < FILL && position.next < position.rows; i++) {
                        Row row = Row.of(position.next++);
                        buffer.add(row, row.timeMs());
                    }
                    if (position.next == position.rows) {
                        position.next++;
                        // Ends every window; the filter leaves it out behind the watermark.
                        long end = Readings.endNanos(rows) / 1_000_000;
                        buffer.add(new Row("", end, 500), end);
                    }
                })
                .build();
    }

    private static Sink<KeyedWindowResult<String, Tuple3<Long, Double, Row>>> sink() {
        return SinkBuilder.sinkBuilder("results", context -> current)
                .<KeyedWindowResult<String, Tuple3<Long, Double, Row>>>receiveFn(Run::take)
                .build();
    }

    @Override
    public Results run(long rows) throws InterruptedException {
        Run run = new Run(new Results(), Readings.passing(rows), new CountDownLatch(1));
        current = run;
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(source(rows))
                .withNativeTimestamps(0)
                .filter(row -> row.temp() < Readings.TOO_HOT)
                .groupingKey(Row::key)
                .window(WindowDefinition.tumbling(1000))
                .aggregate(AggregateOperations.allOf(
                        AggregateOperations.counting(),
                        AggregateOperations.averagingDouble(Row::temp),
                        AggregateOperations.maxBy(ComparatorEx.comparingDouble(Row::temp))))
                .writeTo(sink());
        Job job = hazelcast.getJet().newJob(pipeline);
        run.done().await();
        job.cancel();
        return run.results();
    }
}
