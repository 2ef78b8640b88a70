package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir backtest} as a process, over what a process recorded that was killed and started again. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BacktestCommandTest {
    private static final int READINGS = 20_000;
    private static final List<Reading> SENT = Reading.generate(READINGS, 5, 400, 17);

    private Path dir;
    private Path config;

    @BeforeAll
    void record(@TempDir Path directory) throws Exception {
        dir = directory;
        HttpFeed feed = new HttpFeed();
        config = TestConfig.write(dir, feed.source(), "0s", "");
        Path data = dir.resolve("data");
        for (int half = 0; half < 2; half++) {
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                feed.awaitListening(weir);
                List<Reading> part = SENT.subList(half * READINGS / 2, (half + 1) * READINGS / 2);
                for (int from = 0; from < part.size(); from += 500) {
                    String lines = part.subList(from, from + 500).stream()
                            .map(Reading::json)
                            .collect(Collectors.joining("\n"));
                    assertThat(feed.post("press", lines).statusCode()).isEqualTo(202);
                }
                if (half == 0) {
                    Await.until(
                            Duration.ofSeconds(60),
                            () -> "results; " + weir.err(),
                            () -> Journals.count(data, "results") > 50);
                    weir.kill();
                } else {
                    weir.terminate();
                    assertThat(weir.exitCode()).as(weir.err()).isZero();
                }
            }
        }
    }

    private WeirProcess backtest(String from, String to, String... arguments) throws Exception {
        String text = Files.readString(config);
        assertThat(text).contains(from);
        Path changed = Files.writeString(dir.resolve("new.yaml"), text.replace(from, to));
        List<String> command = new ArrayList<>(List.of("backtest", "-c", changed.toString()));
        command.addAll(List.of(arguments));
        return WeirProcess.complete(dir, command.toArray(String[]::new));
    }

    private long recorded(String pipeline) {
        return Journals.rows(dir.resolve("data"), "results", pipeline).size();
    }

    @Test
    void shouldFindTheSameResultsForTheSameDefinitions() throws Exception {
        WeirProcess weir = backtest("where: temp > 0", "where: temp > 0 and temp is not null");

        assertThat(weir.err()).isEmpty();
        assertThat(weir.out())
                .isEqualTo("press_1s: equal: " + recorded("press_1s") + " windows equal, 0 different, 0 only recorded,"
                        + " 0 only computed\npress_4s: equal: " + recorded("press_4s")
                        + " windows equal, 0 different, 0 only recorded, 0 only computed\n");
        assertThat(weir.exitCode()).isZero();
        assertThat(recorded("press_1s")).isGreaterThan(150);
    }

    @Test
    void shouldShowWhichWindowsDiffer() throws Exception {
        List<String> before = Journals.rows(dir.resolve("data"), "results", "press_1s");
        double highest = SENT.stream().mapToDouble(Reading::temp).max().orElseThrow();
        long windows = before.stream()
                .filter(line -> line.contains("\"temp_max\":" + highest))
                .count();
        assertThat(windows).isBetween(1L, 100L);

        WeirProcess weir = backtest("where: temp > 0", "where: temp > 0 and temp < " + highest, "press_1s");

        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isEqualTo(3);
        List<String> lines = weir.out().lines().toList();
        assertThat(lines.get(0))
                .isEqualTo("press_1s: different: " + (recorded("press_1s") - windows) + " windows equal, " + windows
                        + " different, 0 only recorded, 0 only computed");
        assertThat(lines.get(1)).isEqualTo("  first differences");
        assertThat(lines.get(2)).matches(" +window_start +window_end +key +column +recorded +computed");
        assertThat(lines).anyMatch(line -> line.matches(".*Z +p\\d +temp_max +" + highest + " +[0-9.]+"));
        assertThat(Journals.rows(dir.resolve("data"), "results", "press_1s")).isEqualTo(before);
    }

    @Test
    void shouldPrintEachDifferenceAsALineOfJson() throws Exception {
        WeirProcess weir = backtest(
                "temp_max: max(temp) }\n  press_4s",
                "lowest: min(temp) }\n    having: n < 90\n  press_4s",
                "press_1s",
                "--format",
                "ndjson");

        long many = Journals.rows(dir.resolve("data"), "results", "press_1s").stream()
                .filter(line -> !line.matches(".*\"n\":[1-8]?\\d,.*"))
                .count();
        assertThat(weir.exitCode()).isEqualTo(3);
        List<String> lines = weir.out().lines().toList();
        assertThat(lines).hasSize((int) many + 1);
        assertThat(lines.get(0))
                .matches("\\{\"pipeline\":\"press_1s\",\"difference\":\"only_recorded\",\"window_start\":\"[^\"]+Z\","
                        + "\"window_end\":\"[^\"]+Z\",\"recorded\":\\{\"key\":\"p\\d\",\"n\":\\d+,\"temp_sum\":[0-9.]+,"
                        + "\"temp_max\":[0-9.]+},\"computed\":null}");
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo("{\"pipeline\":\"press_1s\",\"equal\":false,\"equal_windows\":"
                        + (recorded("press_1s") - many) + ",\"different\":0,\"only_recorded\":" + many
                        + ",\"only_computed\":0,\"notes\":[\"new: lowest\",\"no longer there: temp_max\"]}");
    }

    @Test
    void shouldCompareARangeOfTime() throws Exception {
        String from = String.valueOf(Reading.START_MS + 10_000);
        String to = String.valueOf(Reading.START_MS + 20_000);

        WeirProcess weir =
                backtest("temp_sum: sum(temp)", "temp_sum: avg(temp)", "press_1s", "--from", from, "--to", to);

        assertThat(weir.exitCode()).isEqualTo(3);
        assertThat(weir.out()).startsWith("press_1s: different: 0 windows equal, 50 different, 0 only");
        assertThat(weir.out()).contains("  windows that differ, by group\n     key  windows\n     p");
    }

    @Test
    void shouldSayThatNothingIsRecordedOfANewPipeline() throws Exception {
        WeirProcess weir = backtest("press_4s", "press_5s", "press_5s");

        assertThat(weir.exitCode()).isEqualTo(3);
        assertThat(weir.out().lines().limit(2))
                .containsExactly(
                        "press_5s: different: 0 windows equal, 0 different, 0 only recorded, " + recorded("press_4s")
                                + " only computed",
                        "  no results are recorded");
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        assertThat(backtest("press_4s", "press_5s", "press_4s").err())
                .isEqualTo("weir: no pipeline 'press_4s'; did you mean 'press_1s'?\n");
        assertThat(backtest("data_dir: data", "data_dir: elsewhere").err())
                .startsWith("weir: there are no journals in ");
        assertThat(backtest("sum(temp)", "sum(tmep)").exitCode()).isEqualTo(78);
    }
}
