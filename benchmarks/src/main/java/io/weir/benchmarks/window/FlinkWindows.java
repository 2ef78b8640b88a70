package io.weir.benchmarks.window;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Apache Flink in its local cluster: parallelism 1, objects reused, state on the heap, no checkpoints, a source in memory. */
final class FlinkWindows implements Contestant {
    private static volatile Results results = new Results();

    /** Count, sum and maximum of a window; Flink needs it public. */
    public static final class Stats {
        public long count;
        public double sum;
        public double max = Double.NEGATIVE_INFINITY;
    }

    private static final class StatsFunction implements AggregateFunction<Row, Stats, Stats> {
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
        public Stats getResult(Stats stats) {
            return stats;
        }

        @Override
        public Stats merge(Stats a, Stats b) {
            a.count += b.count;
            a.sum += b.sum;
            a.max = Math.max(a.max, b.max);
            return a;
        }
    }

    /** Names what a result is of, as results without it would be of no use, and gives it out. */
    private static final class Named implements WindowFunction<Stats, Long, String, TimeWindow> {
        private static final long serialVersionUID = 1;

        @Override
        public void apply(String key, TimeWindow window, Iterable<Stats> input, Collector<Long> out) {
            Stats stats = input.iterator().next();
            results.add(key.hashCode(), window.getStart(), stats.count, stats.sum / stats.count, stats.max);
            out.collect(stats.count);
        }
    }

    @Override
    public Results run(long rows) throws Exception {
        results = new Results();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
        env.getConfig().enableObjectReuse();
        env.fromSource(new NumberSequenceSource(0, rows - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .map(Row::of)
                .returns(Row.class)
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Row>forMonotonousTimestamps()
                        .withTimestampAssigner((row, before) -> row.timeMs()))
                .filter(row -> row.temp() < Readings.TOO_HOT)
                .keyBy(Row::key)
                .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
                .aggregate(new StatsFunction(), new Named())
                .sinkTo(new DiscardingSink<>());
        env.execute();
        return results;
    }
}
