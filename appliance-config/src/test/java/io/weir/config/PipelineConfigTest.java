package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineConfigTest {
    private static final String TEXT = """
            version: 1
            data_dir: data
            sources: { plant: { type: mqtt, url: "mqtt://127.0.0.1:1883", topics: ["plant/#"] } }
            streams: { press: { inputs: [plant], fields: { temp: double } } }
            pipelines:
              by_hour:
                input: by_minute
                window: { type: tumbling, size: 1h }
                aggregate: { n: sum(n) }
                on_change: keep
              by_minute:
                input: press
                let: { celsius: (temp - 32) / 1.8, hot: celsius > 20 }
                group_by: [key, hot]
                window: { type: tumbling, size: 1m }
                aggregate: { n: count(), low: min(celsius), high: max(celsius) }
                select: { range: high - low }
                having: range > 1
                max_keys: 500
                max_state: 8MiB
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldReadComputedColumnsAndChains() throws Exception {
        WeirConfig config = Configs.read(folder, TEXT, Map.of());

        PipelineConfig minutes = Configs.get(config.pipelines(), "by_minute");
        assertThat(minutes.let())
                .extracting(it -> it.name() + " = " + it.expression().text())
                .containsExactly("celsius = (temp - 32) / 1.8", "hot = celsius > 20");
        assertThat(minutes.select())
                .extracting(it -> it.name() + " = " + it.expression().text() + " at "
                        + it.expression().location().line())
                .containsExactly("range = high - low at 17");
        assertThat(minutes.onChange()).isEqualTo(PipelineConfig.OnChange.REBUILD);
        PipelineConfig hours = Configs.get(config.pipelines(), "by_hour");
        assertThat(hours.onChange()).isEqualTo(PipelineConfig.OnChange.KEEP);
        assertThat(hours.maxKeys()).isEqualTo(100_000);
        assertThat(minutes.maxKeys()).isEqualTo(500);
        assertThat(minutes.maxState()).isEqualTo(ByteSize.ofMiB(8));
        assertThat(hours.maxState()).isEqualTo(PipelineConfig.DEFAULT_MAX_STATE);
        assertThat(config.chainOf(hours)).isEqualTo(List.of(minutes, hours));
        assertThat(config.inputOf(hours).id()).isEqualTo("press");
    }

    @Test
    void shouldPrintWhatItReads() throws Exception {
        String printed = ConfigPrinter.effective(Configs.read(folder, TEXT, Map.of()));

        assertThat(printed)
                .contains(
                        "    let:\n      celsius: \"(temp - 32) / 1.8\"\n",
                        "    select:\n      range: \"high - low\"\n");
        assertThat(ConfigPrinter.effective(Configs.read(folder, printed, Map.of())))
                .isEqualTo(printed);
    }

    @Test
    void shouldRefusePipelinesThatReadOneAnother() {
        assertThat(Configs.problems(folder, TEXT.replace("input: press", "input: by_hour"), Map.of()))
                .containsExactly(
                        "weir.yaml:6:3: pipelines.by_hour.input: leads back to itself: by_hour reads by_minute reads by_hour;"
                                + " one of them must read a stream",
                        "weir.yaml:11:3: pipelines.by_minute.input: leads back to itself: by_minute reads by_hour reads"
                                + " by_minute; one of them must read a stream");
    }

    @Test
    void shouldSayWhichNamesColumnsCannotHave() {
        assertThat(Configs.problems(
                        folder,
                        TEXT.replace("{ range: high - low }", "{ key: 1, hot: 2, Range: 3, and: 4 }")
                                .replace("having: range > 1", "having: n > 1"),
                        Map.of()))
                .hasSize(4)
                .allMatch(it -> it.startsWith("weir.yaml:17:"));
    }

    private static final String JOINS = """
            version: 1
            data_dir: data
            sources: { plant: { type: mqtt, url: "mqtt://127.0.0.1:1883", topics: ["plant/#"] } }
            streams:
              press: { inputs: [plant], fields: { temp: double, line: string } }
              recipes: { inputs: [plant], fields: { target: double } }
              lines: { inputs: [plant], fields: { area: string }, journal: readings }
              switches: { inputs: [plant], fields: { on: bool } }
            pipelines:
              excess:
                input: press
                join:
                  recipe: { stream: recipes, within: 8h, rows: 3 }
                  place: { stream: lines, type: latest, on: line }
                  switched: { stream: switches, type: interval, after: 30s }
                window: { type: tumbling, size: 1m }
                aggregate: { most: max(temp) }
              again:
                input: excess
                window: { type: tumbling, size: 1h }
                aggregate: { most: max(most) }
            """;

    @Test
    void shouldReadJoinsAndPrintThem() throws Exception {
        WeirConfig config = Configs.read(folder, JOINS, Map.of());

        assertThat(Configs.get(config.pipelines(), "excess").joins())
                .containsExactly(
                        new JoinConfig(
                                "recipe", "recipes", "key", new JoinConfig.Asof(Optional.of(Duration.ofHours(8)), 3)),
                        new JoinConfig("place", "lines", "line", new JoinConfig.Latest()),
                        new JoinConfig(
                                "switched",
                                "switches",
                                "key",
                                new JoinConfig.Interval(Duration.ZERO, Duration.ofSeconds(30), 100_000)));
        assertThat(ConfigPrinter.effective(config)).contains("""
                    join:
                      recipe: { type: asof, stream: recipes, on: key, within: 8h, rows: 3 }
                      place: { type: latest, stream: lines, on: line }
                      switched: { type: interval, stream: switches, on: key, before: 0s, after: 30s, rows: 100000 }
                """);
    }

    @Test
    void shouldRefuseJoinsOverJournalsAndOfResults() {
        String journals = JOINS.replace("journal: readings", "journal: results");
        assertThatThrownBy(() -> Configs.read(folder, journals, Map.of()))
                .hasMessageContaining("pipelines.excess.join.place: joins 'lines' of journal results to 'press' of"
                        + " journal readings; what came first is known only within a journal: give both the same");
        String results = JOINS.replace("input: excess", "input: excess\n    join: { place: { stream: lines } }");
        assertThatThrownBy(() -> Configs.read(folder, results, Map.of()))
                .hasMessageContaining("pipelines.again.join: is for pipelines that read a stream, and 'excess' is a"
                        + " pipeline; join there, and keep what is needed with last()");
    }

    @Test
    void shouldSayWhichMeasuresAJoinTakes() {
        String joins = JOINS.replace("after: 30s", "within: 3s")
                .replace("type: latest, on: line", "type: latest, on: line, rows: 2")
                .replace("within: 8h, rows: 3", "within: 8h, before: 3s");
        assertThatThrownBy(() -> Configs.read(folder, joins, Map.of()))
                .hasMessageContaining(
                        "pipelines.excess.join.recipe.before: is not for the type asof, which takes within"
                                + " and rows; remove it")
                .hasMessageContaining(
                        "pipelines.excess.join.place.rows: is not for the type latest, which finds the last"
                                + " row of a key; remove it")
                .hasMessageContaining("pipelines.excess.join.switched.within: is not for the type interval, which takes"
                        + " before, after and rows; remove it")
                .hasMessageContaining(
                        "pipelines.excess.join.switched.type: needs before, after or both: how much earlier"
                                + " and later than the row the other may be, for example after: 30s");
        String both = JOINS.replace("switches, type", "recipes, type");
        assertThatThrownBy(() -> Configs.read(folder, both, Map.of()))
                .hasMessageContaining("pipelines.excess.join: looks up 'recipes' as recipe and joins it by the interval"
                        + " switched; give a second pipeline one of them");
        String two = JOINS.replace(
                "place: { stream: lines, type: latest", "place: { stream: lines, type: interval, after: 1s");
        assertThatThrownBy(() -> Configs.read(folder, two, Map.of()))
                .hasMessageContaining("pipelines.excess.join: has more than one interval; expected one: give a second"
                        + " pipeline the other");
    }
}
