package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pipeline's definition is changed while its windows are open. */
class ChangedPipelineTest {
    private static final long START = 1_789_999_980_000L;

    @TempDir
    private Path dir;

    private Path data;
    private HttpFeed feed;

    private Path config(String pipeline) throws Exception {
        if (feed == null) {
            feed = new HttpFeed();
            data = dir.resolve("data");
        }
        Path file = TestConfig.write(dir, feed.source(), "0s", """
                api: { listen: off }
                """);
        String text = Files.readString(file);
        String pipelines = "pipelines:\n  minutes:\n    input: press\n" + pipeline.indent(4);
        return Files.writeString(
                file, text.substring(0, text.indexOf("pipelines:")) + pipelines + "api: { listen: off }\n");
    }

    private WeirProcess start(Path config) {
        WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString());
        feed.awaitListening(weir);
        return weir;
    }

    /** A row each second, with its second as id. */
    private void post(int fromSecond, int toSecond) throws Exception {
        String lines = IntStream.range(fromSecond, toSecond)
                .mapToObj(i -> "{\"ts\":" + (START + i * 1000L) + ",\"id\":" + i + ",\"device\":\"p\",\"m\":{\"temp\":"
                        + i + "}}")
                .collect(Collectors.joining("\n"));
        assertThat(feed.post("press", lines).statusCode()).isEqualTo(202);
    }

    private void awaitResults(WeirProcess weir, int count) {
        Await.until(
                Duration.ofSeconds(60),
                () -> Journals.count(data, "results") + " results; " + weir.err(),
                () -> Journals.count(data, "results") >= count);
    }

    private Set<String> results() {
        return Journals.lines(data, "results", "minutes").keySet().stream()
                .map(line -> line.replaceAll("\"window_start\":\"([^\"]*)\".*\"key\":\"p\",", "$1 "))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({"true, rebuild, 60", "false, rebuild, 60", "false, keep, 20"})
    void shouldGoOnWithTheWindowsThatItIsToldTo(boolean killed, String onChange, int rowsOfTheOpenWindow)
            throws Exception {
        try (WeirProcess weir = start(config("window: { type: tumbling, size: 1m }\naggregate: { n: count() }"))) {
            post(0, 100);
            awaitResults(weir, 1);
            if (killed) {
                weir.kill();
            } else {
                weir.terminate();
                assertThat(weir.exitCode()).isZero();
            }
        }
        assertThat(results()).containsExactly("{2026-09-21T14:13:00Z \"n\":60}");
        String changed = "window: { type: tumbling, size: 1m }\naggregate: { n: count(), last: max(id) }\non_change: "
                + onChange;
        try (WeirProcess weir = start(config(changed))) {
            post(100, 190);
            awaitResults(weir, 3);
            weir.terminate();
            assertThat(weir.exitCode()).isZero();
            assertThat(weir.err()).contains(onChange.equals("rebuild") ? "its windows are rebuilt" : "");
        }
        // Where it was killed, the document of the first result is read again: its rows are in no window twice.
        Set<String> results = results();
        results.remove("{2026-09-21T14:13:00Z \"n\":60,\"last\":59}");
        assertThat(results)
                .containsExactlyInAnyOrder(
                        "{2026-09-21T14:13:00Z \"n\":60}",
                        "{2026-09-21T14:14:00Z \"n\":" + rowsOfTheOpenWindow + ",\"last\":119}",
                        "{2026-09-21T14:15:00Z \"n\":60,\"last\":179}");
        try (WeirProcess weir = start(config(changed))) {
            post(190, 250);
            awaitResults(weir, 4);
            weir.terminate();
            assertThat(weir.exitCode()).isZero();
            assertThat(weir.err()).doesNotContain("its definition has changed");
        }
        assertThat(results())
                .contains("{2026-09-21T14:16:00Z \"n\":60,\"last\":239}")
                .hasSizeBetween(4, 5);
    }

    @Test
    void shouldNotStartIfItIsToldToRefuse() throws Exception {
        String window = "window: { type: tumbling, size: 1m }\non_change: refuse\n";
        try (WeirProcess weir = start(config(window + "aggregate: { n: count() }"))) {
            post(0, 1);
            weir.kill();
        }
        Path changed = config(window + "aggregate: { n: count(id) }");
        WeirProcess refused = WeirProcess.complete(dir.resolve("log"), "run", "-c", changed.toString());
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err())
                .contains(
                        "pipelines.minutes: is another definition than the one that has been running, and on_change is"
                                + " refuse; set on_change: rebuild or keep");
        try (WeirProcess weir = start(config(window + "aggregate: { n: count() }"))) {
            weir.terminate();
            assertThat(weir.exitCode()).isZero();
        }
    }
}
