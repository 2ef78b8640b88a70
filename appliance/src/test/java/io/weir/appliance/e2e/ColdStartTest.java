package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What short commands load before they answer. */
class ColdStartTest {
    @TempDir
    private static Path dir;

    /** The rehearsal that the launcher makes its archive of leaves a configuration and a journal behind. */
    @BeforeAll
    static void rehearse() throws ClassNotFoundException {
        Class<?> rehearsal = Class.forName("io.weir.appliance.cli.Rehearsal");
        try (WeirProcess weir = WeirProcess.startProgram(dir.resolve("log"), rehearsal, dir.toString())) {
            assertThat(weir.exitCode()).as(weir.err()).isZero();
            assertThat(weir.out()).contains("weir.yaml is right", "readings: sound, 100 rows");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "check -c", "replay press --limit 1 -c", "replay press_1s --limit 1 -c"})
    void shouldLoadNothingOfTheLibrariesItDoesNotNeed(String command) throws IOException {
        List<String> loaded = loadedBy(command);

        assertThat(loaded).anyMatch(it -> it.startsWith("picocli."));
        assertThat(loaded)
                .noneMatch(it -> it.startsWith("org.duckdb.")
                        || it.startsWith("org.apache.kafka.")
                        || it.startsWith("io.netty.")
                        || it.startsWith("reactor.netty.")
                        || it.startsWith("org.jline."));
    }

    @Test
    void shouldLoadNoOtherCommandThanTheOneThatWasAsked() throws IOException {
        assertThat(loadedBy("check -c"))
                .contains("io.weir.appliance.cli.CheckCommand")
                .noneMatch(it -> it.startsWith("io.weir.appliance.cli.ReplayCommand"));
    }

    private static List<String> loadedBy(String command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        if (command.endsWith("-c")) {
            arguments.add(dir.resolve("weir.yaml").toString());
        }
        Path log = Files.createTempFile(dir, "loaded", ".txt");
        List<String> options = List.of("-Xlog:class+load:file=" + log + ":none");
        try (WeirProcess weir = WeirProcess.startWith(options, dir.resolve("log"), arguments.toArray(String[]::new))) {
            assertThat(weir.exitCode()).as(weir.err()).isZero();
            assertThat(weir.out()).isNotEmpty();
        }
        return Files.readAllLines(log).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }
}
