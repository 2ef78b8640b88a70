package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.PipelineConfig;
import io.weir.config.WindowConfig;
import io.weir.model.RowBatch;
import io.weir.processing.Rows.Mark;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/**
 * The windows of Apache Flink, in its local cluster, on random streams with late rows: the same windows fire as often, with the
 * same content. What fires at one moment may come in another order. All times are even milliseconds: two sessions that touch
 * are one in Flink and two here, and with gaps that are odd none touch.
 */
class FlinkTest {
    private static final int CASES = Integer.getInteger("weir.flink.cases", 9);
    private static final long MILLISECOND = 1_000_000;

    /** What Flink takes; public for its serializer. */
    public static final class Reading {
        public String key = "";
        public long time;
        public double temp;

        public Reading() {}

        Reading(String key, long time, double temp) {
            this.key = key;
            this.time = time;
            this.temp = temp;
        }
    }

    private static final class Case {
        final long seed;
        final WindowConfig window;
        final WindowAssigner<Object, TimeWindow> flink;
        final long lateness;
        final long disorder;
        final List<Reading> readings = new ArrayList<>();

        Case(long seed) {
            this.seed = seed;
            Random random = new Random(seed * 0x9e3779b97f4a7c15L);
            lateness = 2L * pick(random, 0, 0, 3, 10, 40);
            disorder = 2L * pick(random, 0, 1, 5);
            long unit = 2L * pick(random, 1, 2, 5);
            switch ((int) (seed % 3)) {
                case 0 -> {
                    window = new WindowConfig.Tumbling(ms(2 * unit), ms(lateness), ms(unit));
                    flink = TumblingEventTimeWindows.of(ms(2 * unit), ms(unit));
                }
                case 1 -> {
                    long size = unit * pick(random, 2, 3, 5);
                    window = new WindowConfig.Hopping(ms(size), ms(unit), ms(lateness));
                    flink = SlidingEventTimeWindows.of(ms(size), ms(unit));
                }
                default -> {
                    window = new WindowConfig.Session(ms(unit + 1), Optional.empty(), ms(lateness));
                    flink = session(unit + 1);
                }
            }
            long clock = pick(random, 0, -100, 1_000_000_000);
            for (int i = 0; i < 2000; i++) {
                clock += random.nextInt(8) == 0 ? random.nextInt(20) : random.nextInt(2);
                long back = random.nextInt(4) == 0 ? random.nextInt(30) : random.nextInt(3);
                readings.add(new Reading(
                        "k" + random.nextInt(3), 2 * (clock - back), Math.round(random.nextGaussian() * 400) / 4.0));
            }
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // it takes any object
        private static WindowAssigner<Object, TimeWindow> session(long gap) {
            return (WindowAssigner) EventTimeSessionWindows.withGap(ms(gap));
        }

        private static int pick(Random random, int... choices) {
            return choices[random.nextInt(choices.length)];
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + window + " out-of-orderness " + disorder + " ms";
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
        for (Reading reading : c.readings) {
            long time = reading.time * MILLISECOND;
            Rows.add(batch, new Row(time, time, reading.key, "p", Map.of("temp", reading.temp)));
        }
        Rows.mark(batch, new Mark(List.of(), Long.MAX_VALUE));
        pipeline.accept(batch, collected);
        List<String> results = new ArrayList<>();
        for (Map<String, Object> row : collected.rows) {
            results.add((long) row.get("window_start") / MILLISECOND + " " + (long) row.get("window_end") / MILLISECOND
                    + " "
                    + row.get("key") + " " + row.get("n") + " " + row.get("sum") + " " + row.get("low") + " "
                    + row.get("high"));
        }
        return results;
    }

    /** After each row the largest time less the disorder; Flink's watermark is the time that has passed, not the one reached. */
    private static final class AfterEachRow implements WatermarkGenerator<Reading> {
        private final long disorder;
        private long latest = Long.MIN_VALUE;

        AfterEachRow(long disorder) {
            this.disorder = disorder;
        }

        @Override
        public void onEvent(Reading reading, long time, WatermarkOutput output) {
            latest = Math.max(latest, time);
            output.emitWatermark(new Watermark(latest - disorder - 1));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }

    private static WatermarkStrategy<Reading> watermarks(long disorder) {
        return WatermarkStrategy.<Reading>forGenerator(context -> new AfterEachRow(disorder))
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
        return cluster.fromData(c.readings, TypeInformation.of(Reading.class))
                .assignTimestampsAndWatermarks(watermarks(c.disorder))
                .keyBy(reading -> reading.key)
                .window(c.flink)
                .allowedLateness(ms(c.lateness))
                .process(new Aggregates())
                .executeAndCollect(1_000_000);
    }

    @Test
    void shouldFireTheWindowsThatFlinkFires() throws Exception {
        int results = 0;
        int revisions = 0;
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            List<String> flink = new ArrayList<>(
                    flink(c, StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration())));
            List<String> weir = weir(c);
            Collections.sort(flink);
            Collections.sort(weir);
            assertThat(weir).as("%s", c).isEqualTo(flink);
            results += flink.size();
            revisions += flink.size()
                    - (int) flink.stream()
                            .map(line -> line.replaceAll("^(\\S+ \\S+ \\S+) .*", "$1"))
                            .distinct()
                            .count();
        }
        assertThat(results).isGreaterThan(500 * CASES);
        assertThat(revisions).isGreaterThan(50 * CASES);
    }
}
