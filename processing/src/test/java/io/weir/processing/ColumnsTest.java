package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.config.PipelineConfig;
import io.weir.config.Problem;
import io.weir.model.RowBatch;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code let} and {@code select}. */
class ColumnsTest {
    private static final List<String> KEY = List.of("key");

    private static Row row(long time, String key, double temp, long rpm) {
        return new Row(time, time, key, "plant", Map.of("temp", temp, "rpm", rpm));
    }

    private static List<Map<String, Object>> results(PipelineConfig config, Row... rows) throws PipelineException {
        Pipeline pipeline = Pipeline.compile(config, Definitions.stream(Duration.ZERO));
        Collected collected = new Collected();
        RowBatch batch = Rows.batch(Definitions.schema(), rows);
        pipeline.accept(batch, collected);
        return collected.rows;
    }

    @Test
    void shouldComputeColumnsOfRowsForConditionsGroupsAndAggregates() throws PipelineException {
        PipelineConfig config = Definitions.columns(
                Definitions.pipeline(
                        "celsius > -10",
                        List.of("hot", "band"),
                        Definitions.tumbling(10, 0),
                        "n = count()",
                        "mean = avg(celsius)",
                        "high = max(celsius) where rpm > 1"),
                List.of(
                        "celsius = (temp - 32) / 1.8",
                        "hot = celsius > 20",
                        "band = case when rpm > 5 then 'fast' else 'slow' end"),
                List.of());

        List<Map<String, Object>> results = results(
                config,
                row(1, "a", 212, 9),
                row(2, "b", 32, 1),
                row(3, "b", 104, 7),
                row(4, "c", -40, 1),
                row(20, "z", 0, 0));

        assertThat(results)
                .extracting(r -> r.get("hot") + " " + r.get("band") + " " + r.get("n") + " " + r.get("mean") + " "
                        + r.get("high"))
                .containsExactly("true fast 2 70.0 100.0", "false slow 1 0.0 null");
    }

    @Test
    void shouldComputeColumnsOfResults() throws PipelineException {
        PipelineConfig config = Definitions.having(
                Definitions.columns(
                        Definitions.pipeline(
                                null,
                                KEY,
                                Definitions.tumbling(10, 0),
                                "n = count()",
                                "low = min(temp)",
                                "high = max(temp)"),
                        List.of(),
                        List.of(
                                "range = high - low",
                                "state = case when range > 5 then 'wide' when n = 1 then null else 'narrow' end",
                                "of = key",
                                "wide = range > 5",
                                "unit = 'degC'")),
                "range >= 0 and state is not null");

        List<Map<String, Object>> results = results(
                config,
                row(1, "a", 20, 0),
                row(2, "b", 1, 0),
                row(3, "a", 30, 0),
                row(4, "c", 5, 0),
                row(5, "b", 2, 0),
                row(20, "z", 0, 0));

        assertThat(results)
                .extracting(r -> r.get("range") + " " + r.get("state") + " " + r.get("of") + " " + r.get("wide") + " "
                        + r.get("unit"))
                .containsExactly("10.0 wide a true degC", "1.0 narrow b false degC");
        assertThat(results.get(0).keySet()).endsWith("key", "n", "low", "high", "range", "state", "of", "wide", "unit");
    }

    @Test
    void shouldTellOfEachMistakeOnce() {
        PipelineConfig config = Definitions.columns(
                Definitions.pipeline(
                        "warm > 1",
                        KEY,
                        Definitions.tumbling(10, 0),
                        "n = count()",
                        "mean = avg(warm)",
                        "top = max(tmep)"),
                List.of("warm = tmp * 2", "temp = 1", "null_is = null", "cold = -warm"),
                List.of("n = 1", "range = mean - low"));

        PipelineException problems = catchThrowableOfType(
                PipelineException.class, () -> Pipeline.compile(config, Definitions.stream(Duration.ZERO)));

        assertThat(problems.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "weir.yaml:8:12: pipelines.p.let.warm: there is no field 'tmp' in press; did you mean 'temp'?",
                        "weir.yaml:8:12: pipelines.p.let.temp: press has a 'temp' already; choose another name",
                        "weir.yaml:8:12: pipelines.p.let.null_is: null alone has no type",
                        "weir.yaml:22:16: pipelines.p.aggregate.top: there is no field 'tmep' in press; did you mean 'temp'?",
                        "weir.yaml:14:12: pipelines.p.select.n: the results have a column 'n' already; choose another name",
                        "weir.yaml:14:19: pipelines.p.select.range: there is no field 'low' in p; there is: key, time, window_start, window_end, revision, n, mean, top");
    }
}
