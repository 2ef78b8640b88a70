package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command has in common: usage, help, streams, exit codes. */
class CommandLineTest {
    @TempDir
    private Path dir;

    @Test
    void shouldPrintUsageAndExit2WithoutACommand() {
        WeirProcess weir = WeirProcess.complete(dir);

        assertThat(weir.exitCode()).isEqualTo(2);
        assertThat(weir.out()).isEmpty();
        assertThat(weir.err()).startsWith("weir: which command?\nUsage: weir ").contains("weir demo  ");
    }

    @Test
    void shouldSuggestTheCommandThatWasMeant() {
        assertMisused("weir: there is no command 'chekc'; did you mean 'check'?", "weir", "chekc");
    }

    @Test
    void shouldSuggestTheOptionThatWasMeant() {
        assertMisused(
                "weir: there is no option --folow; did you mean '--follow'?",
                "weir replay",
                "replay",
                "press",
                "--folow");
    }

    @Test
    void shouldRefuseAnArgumentTooMany() {
        assertMisused("weir: 'weir.yaml' is one argument too many", "weir check", "check", "weir.yaml");
    }

    @Test
    void shouldSayWhatAReplayLacks() {
        assertMisused("weir: Missing required parameter: 'NAME'", "weir replay", "replay");
    }

    @Test
    void shouldExplainHowATimeIsWritten() {
        assertMisused(
                "weir: Invalid value for option '--from': 'yesterday' is no time: write 2026-11-22T10:00:00Z, epoch"
                        + " milliseconds, now, or how long ago as -15m",
                "weir replay",
                "replay",
                "press",
                "--from",
                "yesterday");
    }

    @Test
    void shouldRefuseATimeRangeThatHoldsNothing() {
        assertMisused(
                "weir: --from (1970-01-01T00:00:02Z) must be before --to (1970-01-01T00:00:01Z)",
                "weir replay",
                "replay",
                "press",
                "--from",
                "2000",
                "--to",
                "1000");
    }

    private void assertMisused(String message, String command, String... arguments) {
        WeirProcess weir = WeirProcess.complete(dir, arguments);

        assertThat(weir.err()).isEqualTo(message + "\n'" + command + " --help' shows how it is used\n");
        assertThat(weir.out()).isEmpty();
        assertThat(weir.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "test", "replay", "demo"})
    void shouldGiveAnExampleOnOneLineInTheHelpOfEveryCommand(String command) {
        WeirProcess weir = WeirProcess.complete(dir, command, "--help");

        assertThat(weir.exitCode()).isZero();
        assertThat(weir.err()).isEmpty();
        assertThat(weir.out()).startsWith("Usage: weir " + command);
        assertThat(weir.out().lines().filter(line -> line.startsWith("  weir " + command + " ")))
                .as("examples in\n%s", weir.out())
                .isNotEmpty();
        assertThat(weir.out().lines())
                .as("a wrapped example could not be copied")
                .noneMatch(line -> line.startsWith("--"));
    }

    @Test
    void shouldPrintTheVersionAndTheRuntime() {
        WeirProcess weir = WeirProcess.complete(dir, "--version");

        assertThat(weir.exitCode()).isZero();
        assertThat(weir.err()).isEmpty();
        assertThat(weir.out()).startsWith("weir ").contains("on Java " + Runtime.version());
    }

    @Test
    void shouldSayWhereTheDemoIsWhenItIsNotInstalled() {
        WeirProcess weir = WeirProcess.complete(dir, "demo", "--duration", "20s");

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.out()).isEmpty();
        assertThat(weir.err())
                .isEqualTo("weir: the demo is not installed beside this appliance; it comes with the source checkout:"
                        + " run ./weir demo there\n");
    }
}
