package io.weir.processing;

import static io.weir.processing.Definitions.pipeline;
import static io.weir.processing.Definitions.schema;
import static io.weir.processing.Definitions.stream;
import static io.weir.processing.Definitions.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Row;
import io.weir.processing.window.WindowLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many groups a pipeline knows, and what becomes of the others. */
class GroupLimitsTest {
    private static final List<String> KEY = List.of("key");

    /** Each a time and a key; rpm is 1. */
    private static List<Map<String, Object>> rows(Pipeline pipeline, String... rows) {
        Collected collected = new Collected();
        RowBatch batch = new RowBatch(schema(), rows.length);
        for (String row : rows) {
            String[] parts = row.split(" ", 2);
            Rows.add(batch, new Row(Long.parseLong(parts[0]), 0, parts[1], "plant", Map.of("rpm", 1L)));
        }
        pipeline.accept(batch, collected);
        return collected.rows;
    }

    @Test
    void shouldCountRowsOfGroupsBeyondTheLimitTogether() throws PipelineException {
        WindowLimits limits = new WindowLimits(2, 1000, 100);
        for (boolean byBytes : List.of(false, true)) {
            Pipeline pipeline = Pipeline.compile(
                    pipeline(null, List.of("rpm", "key"), tumbling(10, 0), "n = count()", "keys = count_distinct(key)"),
                    stream(Duration.ofNanos(100)),
                    byBytes ? new WindowLimits(100, 2 * (9 + 4 + 1), 100) : limits);
            List<Map<String, Object>> results =
                    rows(pipeline, "1 a", "2 b", "3 c", "4 a", "5 d", "6 a", "11 d", "300 a");
            assertThat(results)
                    .extracting(it -> it.get("window_start") + " " + it.get("rpm") + " " + it.get("key") + " "
                            + it.get("n") + " " + it.get("keys"))
                    .containsExactly("0 1 a 3 1", "0 1 b 1 1", "0 null __other__ 2 2", "10 null __other__ 1 1");
            assertThat(results).extracting("@key").containsExactly("a", "b", "__other__", "__other__");
            assertThat(pipeline.stats().others()).isEqualTo(3);
            // Once the old windows are gone there is room again.
            assertThat(rows(pipeline, "301 d", "500 d")).extracting("key").containsExactly("a", "d");
            assertThat(pipeline.stats().others()).isEqualTo(3);
            assertThat(pipeline.stats().refusedGroups()).isZero();
        }
    }

    @Test
    void shouldRefuseRowsBeyondAllLimitsAndCountThem() throws PipelineException {
        Pipeline pipeline = Pipeline.compile(
                pipeline(null, KEY, tumbling(10, 0), "n = count()"),
                stream(Duration.ofNanos(100)),
                new WindowLimits(2, 1000, 3));
        rows(pipeline, "1 a", "2 b", "3 c", "4 a", "11 a", "12 b");
        PipelineStats stats = pipeline.stats();
        assertThat(stats.refusedGroups()).isEqualTo(2);
        assertThat(stats.others()).isEqualTo(1);
        assertThat(stats.groups()).isEqualTo(3);
        assertThat(stats.slots()).isEqualTo(3);
        // Once the old slices are gone there is room again.
        rows(pipeline, "200 a", "201 d");
        assertThat(pipeline.stats().refusedGroups()).isEqualTo(3);
        rows(pipeline, "202 d");
        assertThat(pipeline.stats().refusedGroups()).isEqualTo(3);
    }

    @Test
    void shouldForgetGroupsThatComeAndGo() throws PipelineException {
        Pipeline pipeline = Pipeline.compile(
                pipeline(null, KEY, tumbling(10, 0), "n = count()", "last = last(key)"), stream(Duration.ZERO));
        long rows = 0;
        for (int i = 0; i < 50_000; i++) {
            rows += rows(pipeline, i + " key-" + i).size();
            assertThat(pipeline.stats().groups()).isLessThanOrEqualTo(10);
        }
        assertThat(rows).isEqualTo(49_990);
        assertThat(pipeline.snapshot()).hasSizeLessThan(2000);
    }
}
