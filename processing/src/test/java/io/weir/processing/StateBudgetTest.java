package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.PipelineConfig;
import io.weir.config.WindowConfig;
import io.weir.model.RowBatch;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Aggregates that keep values, with too little room: null and counted, never wrong, the same however batches are cut. */
class StateBudgetTest {
    private static final int ROWS = 3000;

    private static List<Row> rows(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            Map<String, Object> values = new HashMap<>();
            values.put("temp", random.nextGaussian() * 1000);
            values.put("line", "line " + random.nextInt(400));
            rows.add(new Row(i + random.nextInt(20), i, "k" + random.nextInt(20), "p", values));
        }
        rows.add(new Row(100_000, ROWS, "end", "p", Map.of()));
        return rows;
    }

    private static PipelineConfig config(String call, boolean hops) {
        WindowConfig window = hops ? Definitions.hopping(400, 100, 50) : Definitions.tumbling(400, 50);
        return Definitions.pipeline(null, List.of("key"), window, "n = count()", "x = " + call);
    }

    private static Pipeline compile(PipelineConfig config) {
        try {
            return Pipeline.compile(config, Definitions.stream(Duration.ofNanos(30)));
        } catch (PipelineException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Map<String, Object>> run(PipelineConfig config, List<Row> rows, Random cuts, long[] full) {
        Pipeline pipeline = compile(config);
        Collected collected = new Collected();
        RowBatch batch = new RowBatch(Definitions.schema(), 1);
        for (int i = 0; i < rows.size(); i++) {
            Rows.add(batch, rows.get(i));
            if (i == rows.size() - 1 || batch.rowCount() == 4000 || (cuts != null && cuts.nextInt(50) == 0)) {
                pipeline.accept(batch, collected);
                batch.clear();
                if (cuts != null && cuts.nextInt(4) == 0) {
                    full[0] += pipeline.stats().fullAggregates();
                    byte[] state = pipeline.snapshot();
                    pipeline = compile(config);
                    pipeline.restore(state);
                    assertThat(pipeline.snapshot()).isEqualTo(state);
                }
            }
        }
        full[0] += pipeline.stats().fullAggregates();
        return collected.rows;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    percentile(temp, 90)    | 40000
                    median(temp, exact)     | 5000
                    time_weighted_avg(temp) | 5000
                    mode(line)              | 10000
                    count_distinct(line)    | 5000
                    last(line)              | 240
                    collect(line, 12)       | 6500
                    """)
    void shouldSayNullAndNeverWhatIsWrong(String call, long bytes) {
        for (long seed = 1; seed <= 4; seed++) {
            List<Row> rows = rows(seed);
            PipelineConfig unlimited = config(call, seed % 2 == 0);
            PipelineConfig limited = Definitions.maxState(unlimited, seed % 2 == 0 ? bytes * 3 / 2 : bytes);
            long[] none = new long[1];
            long[] full = new long[1];
            long[] fullCut = new long[1];
            List<Map<String, Object>> expected = run(unlimited, rows, null, none);
            List<Map<String, Object>> actual = run(limited, rows, null, full);

            assertThat(actual).hasSameSizeAs(expected);
            int nulls = 0;
            for (int i = 0; i < actual.size(); i++) {
                Object value = actual.get(i).get("x");
                nulls += value == null ? 1 : 0;
                assertThat(value).isIn(null, expected.get(i).get("x"));
                assertThat(actual.get(i).get("n")).isEqualTo(expected.get(i).get("n"));
            }
            assertThat(nulls).as("%s, seed %d: nulls", call, seed).isBetween(10, actual.size() - 10);
            assertThat(none[0]).isZero();
            assertThat(full[0]).isGreaterThanOrEqualTo(10);
            assertThat(run(limited, rows, new Random(seed), fullCut)).isEqualTo(actual);
            assertThat(fullCut).isEqualTo(full);
        }
    }

    @Test
    void shouldHaveAllRoomAgainOnceWindowsAreGone() {
        PipelineConfig limited = Definitions.maxState(config("median(temp, exact)", false), 3000);
        Pipeline pipeline = compile(limited);
        Collected collected = new Collected();
        for (int round = 0; round < 50; round++) {
            RowBatch batch = new RowBatch(Definitions.schema(), 1);
            for (int i = 0; i < 180; i++) {
                Rows.add(batch, new Row(round * 1000L + i, 0, "k" + i % 3, "p", Map.of("temp", 1.0 * i)));
            }
            pipeline.accept(batch, collected);
        }
        assertThat(pipeline.stats().fullAggregates()).isZero();
        assertThat(collected.rows).hasSize(49 * 3).allMatch(row -> row.get("x") != null);
    }
}
