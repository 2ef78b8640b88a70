package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.PipelineConfig;
import io.weir.config.WindowConfig;
import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.processing.FlinkScript.Reading;
import io.weir.processing.Rows.Mark;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The windows of Apache Flink, in its local cluster, on random streams of one to four partitions with late rows: the same
 * windows fire as often, with the same content, and the same rows are late. What fires at one moment may come in another
 * order. All times are even milliseconds: two sessions that touch are one in Flink and two here, and with gaps that are odd
 * none touch.
 *
 * <p>Partitions are joined, fall idle and wake again at moments that are part of the script; Flink combines them by the class
 * with which its sources combine their splits. One thing differs: when the last partition falls idle, Flink's watermark is at
 * once that of the one that is furthest. Here it moves when the journal says so, and what ingest writes there begins at just
 * that ({@link Pipeline#stats()}, {@code horizon}); the script has the advance beside the mark.
 */
class FlinkTest {
    private static final int CASES = Integer.getInteger("weir.flink.cases", 9);
    private static final long MILLISECOND = 1_000_000;
    private static final int TEMP = Definitions.schema().indexOf("temp");

    private static final class Case {
        final long seed;
        final WindowConfig window;
        final WindowAssigner<Object, TimeWindow> flink;
        final long lateness;
        final long disorder;
        final int partitions;
        final List<Reading> readings;

        Case(long seed) {
            this.seed = seed;
            Random random = new Random(seed * 0x9e3779b97f4a7c15L);
            lateness = 2L * FlinkScript.pick(random, 0, 3, 10, 40, 40);
            disorder = 2L * FlinkScript.pick(random, 0, 1, 5);
            long unit = 2L * FlinkScript.pick(random, 1, 2, 5);
            switch ((int) (seed % 3)) {
                case 0 -> {
                    window = new WindowConfig.Tumbling(ms(2 * unit), ms(lateness), ms(unit));
                    flink = TumblingEventTimeWindows.of(ms(2 * unit), ms(unit));
                }
                case 1 -> {
                    long size = unit * FlinkScript.pick(random, 2, 3, 5);
                    window = new WindowConfig.Hopping(ms(size), ms(unit), ms(lateness));
                    flink = SlidingEventTimeWindows.of(ms(size), ms(unit));
                }
                default -> {
                    window = new WindowConfig.Session(ms(unit + 1), Optional.empty(), ms(lateness));
                    flink = session(unit + 1);
                }
            }
            partitions = 1 + (int) (seed / 3 % 4);
            readings = new FlinkScript(random, partitions, disorder).write(2000);
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // it takes any object
        private static WindowAssigner<Object, TimeWindow> session(long gap) {
            return (WindowAssigner) EventTimeSessionWindows.withGap(ms(gap));
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + window + " out-of-orderness " + disorder + " ms, partitions: " + partitions;
        }
    }

    private static Duration ms(long count) {
        return Duration.ofMillis(count);
    }

    private static List<String> weir(Case c) throws PipelineException {
        PipelineConfig config = Definitions.pipeline(
                null,
                List.of("key"),
                c.window,
                "n = count()",
                "sum = sum(temp)",
                "low = min(temp)",
                "high = max(temp)");
        Pipeline pipeline = Pipeline.compile(config, Definitions.stream(ms(c.disorder)));
        Rows.Collected collected = new Rows.Collected();
        RowBatch batch = new RowBatch(Definitions.schema(), 1);
        List<String> results = new ArrayList<>();
        pipeline.tellLate(row ->
                results.add(late(batch.keyText(row), batch.times()[row] / MILLISECOND, batch.doubles(TEMP)[row])));
        for (Reading reading : c.readings) {
            long time = reading.time * MILLISECOND;
            if (reading.isRow()) {
                Rows.add(batch, new Row(time, time, reading.key, reading.partition, Map.of("temp", reading.temp)));
                continue;
            }
            Rows.mark(batch, mark(reading, time));
            pipeline.accept(batch, collected);
            batch.clear();
        }
        Rows.mark(batch, new Mark(List.of(), Long.MAX_VALUE));
        pipeline.accept(batch, collected);
        for (Map<String, Object> row : collected.rows) {
            results.add((long) row.get("window_start") / MILLISECOND + " " + (long) row.get("window_end") / MILLISECOND
                    + " "
                    + row.get("key") + " " + row.get("n") + " " + row.get("sum") + " " + row.get("low") + " "
                    + row.get("high"));
        }
        return results;
    }

    private static Mark mark(Reading reading, long time) {
        return switch (reading.kind) {
            case JOINED -> new Mark(List.of(reading.partition), List.of(), EventTime.MIN);
            case IDLE -> new Mark(List.of(reading.partition), EventTime.MIN);
            case ADVANCE -> new Mark(List.of(), time);
            case ROW -> throw new IllegalArgumentException("a row is no mark");
        };
    }

    private static String late(String key, long time, double temp) {
        return "late " + key + " " + time + " " + temp;
    }

    /**
     * Of each partition the largest time less the disorder, after each row. Flink's watermark is the time that has passed, not
     * the one reached.
     */
    private static final class OfPartitions implements WatermarkGenerator<Reading> {
        private static final String CLOCK = "clock";
        private final long disorder;
        private final Map<String, Long> latest = new HashMap<>();
        private final Set<String> known = new HashSet<>();
        private @Nullable WatermarkOutputMultiplexer partitions;

        OfPartitions(long disorder) {
            this.disorder = disorder;
        }

        @Override
        public void onEvent(Reading reading, long time, WatermarkOutput output) {
            if (partitions == null) {
                partitions = new WatermarkOutputMultiplexer(output);
            }
            switch (reading.kind) {
                case ROW -> {
                    long most = latest.merge(reading.partition, reading.time, Math::max);
                    of(reading.partition).emitWatermark(new Watermark(most - disorder - 1));
                }
                case JOINED -> of(reading.partition).markActive();
                case IDLE -> of(reading.partition).markIdle();
                case ADVANCE -> {
                    // As the row of one more partition, which is idle but for it.
                    of(CLOCK).emitWatermark(new Watermark(reading.time - 1));
                    of(CLOCK).markIdle();
                }
            }
        }

        private WatermarkOutput of(String partition) {
            if (known.add(partition)) {
                partitions.registerNewOutput(partition);
            }
            return partitions.getImmediateOutput(partition);
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }

    private static WatermarkStrategy<Reading> watermarks(long disorder) {
        return WatermarkStrategy.<Reading>forGenerator(context -> new OfPartitions(disorder))
                .withTimestampAssigner((reading, before) -> reading.time);
    }

    private static final class Aggregates extends ProcessWindowFunction<Reading, String, String, TimeWindow> {
        private static final long serialVersionUID = 1;

        @Override
        public void process(String key, Context context, Iterable<Reading> readings, Collector<String> out) {
            long count = 0;
            double sum = 0;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Reading reading : readings) {
                count++;
                sum += reading.temp;
                low = Math.min(low, reading.temp);
                high = Math.max(high, reading.temp);
            }
            TimeWindow window = context.window();
            out.collect(window.getStart() + " " + window.getEnd() + " " + key + " " + count + " " + (sum + 0.0) + " "
                    + low + " " + high);
        }
    }

    private static List<String> flink(Case c, StreamExecutionEnvironment cluster) throws Exception {
        OutputTag<Reading> tooLate = new OutputTag<>("late", TypeInformation.of(Reading.class));
        SingleOutputStreamOperator<String> fired = cluster.fromData(c.readings, TypeInformation.of(Reading.class))
                .assignTimestampsAndWatermarks(watermarks(c.disorder))
                .filter(Reading::isRow)
                .keyBy(reading -> reading.key)
                .window(c.flink)
                .allowedLateness(ms(c.lateness))
                .sideOutputLateData(tooLate)
                .process(new Aggregates());
        return fired.union(fired.getSideOutput(tooLate).map(row -> late(row.key, row.time, row.temp)))
                .executeAndCollect(1_000_000);
    }

    @Test
    void shouldFireTheWindowsThatFlinkFires() throws Exception {
        int results = 0;
        int revisions = 0;
        int late = 0;
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            List<String> flink = new ArrayList<>(
                    flink(c, StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration())));
            List<String> weir = weir(c);
            Collections.sort(flink);
            Collections.sort(weir);
            assertThat(weir).as("%s", c).isEqualTo(flink);
            int lateHere =
                    (int) flink.stream().filter(line -> line.startsWith("late")).count();
            results += flink.size() - lateHere;
            late += lateHere;
            revisions += flink.size()
                    - lateHere
                    - (int) flink.stream()
                            .filter(line -> !line.startsWith("late"))
                            .map(line -> line.replaceAll("^(\\S+ \\S+ \\S+) .*", "$1"))
                            .distinct()
                            .count();
        }
        assertThat(results).isGreaterThan(500 * CASES);
        assertThat(revisions).isGreaterThan(30 * CASES);
        assertThat(late).isGreaterThan(50 * CASES);
    }
}
