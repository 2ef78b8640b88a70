package io.weir.benchmarks.window;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** Apache Flink in its local cluster: parallelism 1, objects reused, state on the heap, no checkpoints, a source in memory. */
final class FlinkWindows implements Contestant {
    private static final AtomicLong COUNTED = new AtomicLong();

    /** Count, sum and maximum of a window; Flink needs it public. */
    public static final class Stats {
        public long count;
        public double sum;
        public double max = Double.NEGATIVE_INFINITY;
    }

    private static final class StatsFunction implements AggregateFunction<Row, Stats, Double> {
        private static final long serialVersionUID = 1;

        @Override
        public Stats createAccumulator() {
            return new Stats();
        }

        @Override
        public Stats add(Row row, Stats stats) {
            stats.count++;
            stats.sum += row.temp();
            stats.max = Math.max(stats.max, row.temp());
            return stats;
        }

        @Override
        public Double getResult(Stats stats) {
            COUNTED.addAndGet(stats.count);
            return stats.sum / stats.count + stats.max;
        }

        @Override
        public Stats merge(Stats a, Stats b) {
            a.count += b.count;
            a.sum += b.sum;
            a.max = Math.max(a.max, b.max);
            return a;
        }
    }

    @Override
    public long run(long rows) throws Exception {
        COUNTED.set(0);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
        env.getConfig().enableObjectReuse();
        env.fromSource(new NumberSequenceSource(0, rows - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .map(Row::of)
                .returns(Row.class)
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Row>forMonotonousTimestamps()
                        .withTimestampAssigner((row, before) -> row.timeMs()))
                .filter(row -> row.temp() < 200)
                .keyBy(Row::key)
                .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
                .aggregate(new StatsFunction())
                .sinkTo(new DiscardingSink<>());
        env.execute();
        return COUNTED.get();
    }
}
