package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.config.JoinConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.WindowConfig;
import io.weir.model.RowBatch;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the hot path allocates once it has warmed up; prints its speed on the way. */
class AllocationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int KEYS = 1000;
    private static final int WARM_UP_ROWS = 1_500_000;
    private static final int MEASURED_ROWS = 1_000_000;

    /** What every row allocates shows in each round; what the compiler allocates on its way, only in the first ones. */
    private static final int ROUNDS = 3;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shouldAllocateNothingPerRowInTumblingWindowsByKey() throws PipelineException {
        PipelineConfig config = Definitions.pipeline(
                "temp > -40 and temp < 200",
                List.of("key"),
                Definitions.tumbling(SECOND, 0),
                "n = count()",
                "avg = avg(temp)",
                "max = max(temp)");
        assertThat(bytesPerRow("count avg max, tumbling 1s", config, 4096)).isLessThan(0.01);
        assertThat(bytesPerRow("count avg max, tumbling 1s", config, 512)).isLessThan(0.01);
    }

    @Test
    void shouldAllocateNothingPerRowInHoppingWindowsWithLateness() throws PipelineException {
        WindowConfig window = Definitions.hopping(10 * SECOND, SECOND, 2 * SECOND);
        PipelineConfig config = Definitions.pipeline(
                null,
                List.of("key", "line"),
                window,
                "n = count()",
                "sum = sum(rpm)",
                "dev = stddev(temp)",
                "last = last(line)");
        assertThat(bytesPerRow("count sum stddev last, hopping 10s/1s by two columns", config, 2048))
                .isLessThan(0.01);
    }

    @ParameterizedTest
    @MethodSource("otherWindows")
    void shouldAllocateNothingPerRowInOtherWindows(WindowConfig window) throws PipelineException {
        PipelineConfig config = Definitions.pipeline(
                null, List.of("key"), window, "n = count()", "avg = avg(temp)", "last = last(line)");
        assertThat(bytesPerRow("count avg last, " + window.describe(), config, 4096))
                .isLessThan(0.01);
    }

    @Test
    void shouldAllocateNothingPerRowForComputedColumns() throws PipelineException {
        PipelineConfig config = Definitions.columns(
                Definitions.pipeline(
                        "celsius between -40 and 200 and contains(line, 'e') and length(mark) > 3",
                        List.of("key", "band"),
                        Definitions.tumbling(SECOND, 0),
                        "n = count()",
                        "low = min(celsius)",
                        "high = max(celsius)"),
                List.of(
                        "celsius = round(convert(temp, 'degF', 'degC'), 1)",
                        "mark = concat(upper(line), '-', substring(line, 2, 1))",
                        "band = case when hour(time, 'Europe/Berlin') < 12 then 'early' else line end"),
                List.of("range = high - low", "state = case when range > 5 then 'wide' else 'narrow' end"));
        assertThat(bytesPerRow("let, select, functions, tumbling 1s by two columns", config, 4096))
                .isLessThan(0.01);
    }

    @Test
    void shouldAllocateNothingPerRowForWhatIsRemembered() throws PipelineException {
        PipelineConfig config = Definitions.columns(
                Definitions.pipeline(
                        "previous(line) is not null",
                        List.of("key"),
                        Definitions.tumbling(SECOND, 0),
                        "n = count() where line != previous(line)",
                        "steepest = max(step)"),
                List.of("step = abs(temp - previous(temp))"),
                List.of());
        assertThat(bytesPerRow("previous, tumbling 1s", config, 4096)).isLessThan(0.01);
    }

    @Test
    void shouldAllocateNothingPerRowInJoins() throws PipelineException {
        PipelineConfig config = Definitions.joins(
                Definitions.columns(
                        Definitions.pipeline(
                                "r.name is null or r.name != 'x'",
                                List.of("key"),
                                Definitions.tumbling(SECOND, 0),
                                "n = count()",
                                "most = max(excess)"),
                        List.of("excess = temp - r.target"),
                        List.of()),
                10_000,
                new JoinConfig("r", "recipes", "line", new JoinConfig.Asof(Optional.empty(), 4)));
        Pipeline pipeline = Pipeline.compile(
                List.of(config), Definitions.stream(Duration.ofMillis(100)), Map.of("recipes", Definitions.recipes()));
        RowBatch recipes = new RowBatch(Definitions.recipes().schema(), 1);
        for (String line : List.of("a", "b", "line")) {
            Rows.add(recipes, new Rows.Row(0, 0, line, "plant", Map.of("target", 20.0, "name", "recipe of " + line)));
        }
        pipeline.accept(recipes, results -> {});
        assertThat(bytesPerRow("asof join, tumbling 1s", pipeline, 4096)).isLessThan(0.01);
    }

    @Test
    void shouldAllocateNothingPerRowInChains() throws PipelineException {
        PipelineConfig first = Definitions.pipeline(
                null, List.of("key"), Definitions.tumbling(SECOND, SECOND / 10), "n = count()", "top = max(temp)");
        PipelineConfig second = Definitions.pipeline(
                null, List.of("key"), Definitions.tumbling(5 * SECOND, 0), "n = sum(n)", "top = max(top)");
        Pipeline chain = Pipeline.compile(List.of(first, second), Definitions.stream(Duration.ofMillis(100)), Map.of());
        assertThat(bytesPerRow("count max, tumbling 1s into 5s", chain, 4096)).isLessThan(0.01);
    }

    @Test
    void shouldAllocateNothingPerRowForAggregatesThatKeepValues() throws PipelineException {
        PipelineConfig config = Definitions.pipeline(
                null,
                List.of("key"),
                Definitions.hopping(SECOND, SECOND / 2, 0),
                "rise = increase(rpm)",
                "mean = time_weighted_avg(temp)",
                "gap = gap()",
                "mode = mode(line)",
                "different = count_distinct(temp)",
                "p99 = percentile(temp, 99, exact)");
        assertThat(bytesPerRow("increase time_weighted_avg gap mode count_distinct percentile, hopping", config, 4096))
                .isLessThan(1);
    }

    /** Only a result of them costs something. */
    @Test
    void shouldAllocateNothingPerRowForTextsThatAreCollected() throws PipelineException {
        PipelineConfig config = Definitions.pipeline(
                null, List.of("key"), Definitions.tumbling(86_400 * SECOND, 0), "lines = collect(line, 10)");
        assertThat(bytesPerRow("collect, windows of a day", config, 4096)).isLessThan(0.01);
    }

    static List<WindowConfig> otherWindows() {
        Duration second = Duration.ofSeconds(1);
        Duration late = Duration.ofMillis(10);
        return List.of(
                new WindowConfig.Session(second, Optional.of(second), late),
                // A key has a row every 20 ms: each is a session.
                new WindowConfig.Session(Duration.ofMillis(5), Optional.empty(), late),
                new WindowConfig.Sliding(Duration.ofMillis(200), late),
                new WindowConfig.State(Definitions.expression("rpm > 2000"), Optional.empty(), late),
                new WindowConfig.Early(Definitions.tumbling(SECOND, 0), Duration.ofMillis(100)),
                new WindowConfig.Count(50, 50),
                new WindowConfig.Count(50, 10),
                new WindowConfig.Calendar(
                        WindowConfig.Unit.DAY, ZoneId.of("Europe/Berlin"), Duration.ZERO, Duration.ZERO));
    }

    @Test
    void shouldAllocateNothingPerRowForPercentilesOnceTheirBinsAreThere() throws PipelineException {
        PipelineConfig config = Definitions.pipeline(
                null,
                List.of("key"),
                Definitions.tumbling(SECOND, 0),
                "n = count()",
                "avg = avg(temp)",
                "max = max(temp)",
                "p99 = percentile(temp, 99)");
        assertThat(bytesPerRow("count avg max percentile, tumbling 1s", config, 4096))
                .isLessThan(1);
    }

    private static double bytesPerRow(String what, PipelineConfig config, int batchRows) throws PipelineException {
        return bytesPerRow(what, Pipeline.compile(config, Definitions.stream(Duration.ofMillis(100))), batchRows);
    }

    private static double bytesPerRow(String what, Pipeline pipeline, int batchRows) {
        RowBatch batch = batch(batchRows);
        long[] out = new long[1];
        ResultSink sink = results -> out[0] += results.rowCount();
        long time = feed(pipeline, batch, sink, 0, WARM_UP_ROWS);
        long thread = Thread.currentThread().getId();
        double perRow = Double.MAX_VALUE;
        long nanos = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long bytes = THREADS.getThreadAllocatedBytes(thread);
            long start = System.nanoTime();
            time = feed(pipeline, batch, sink, time, MEASURED_ROWS);
            nanos = Math.min(nanos, System.nanoTime() - start);
            perRow = Math.min(perRow, (double) (THREADS.getThreadAllocatedBytes(thread) - bytes) / MEASURED_ROWS);
        }
        assertThat(out[0] > 0 || what.contains("windows of a day")).isTrue();
        System.out.printf(
                Locale.ROOT,
                "%s, %d keys, batches of %d: %.1f million rows/s, %.4f bytes allocated per row, %d results%n",
                what,
                Math.min(KEYS, batchRows),
                batchRows,
                MEASURED_ROWS * 1e3 / nanos,
                perRow,
                out[0]);
        return perRow;
    }

    /** The same keys and values again and again, 20 µs of event time a row. */
    private static long feed(Pipeline pipeline, RowBatch batch, ResultSink sink, long from, int rows) {
        long time = from;
        for (int done = 0; done < rows; done += batch.rowCount()) {
            long[] times = batch.times();
            for (int i = 0; i < batch.rowCount(); i++) {
                times[i] = time - (i % 7) * 1000L;
                time += 20_000;
            }
            pipeline.accept(batch, sink);
        }
        return time;
    }

    private static RowBatch batch(int rows) {
        RowBatch batch = new RowBatch(Definitions.schema(), rows);
        int partition = batch.partitions().intern("plant");
        for (int i = 0; i < rows; i++) {
            batch.startRow(0, 0, batch.dictionary().intern("press-" + (i * 7919 % KEYS)), partition);
            batch.setDouble(0, 20 + (i * 31 % 1000) / 50.0);
            batch.setLong(1, i % 3000);
            batch.setString(3, batch.dictionary().intern("line-" + i % 5));
            batch.commitRow();
        }
        return batch;
    }
}
