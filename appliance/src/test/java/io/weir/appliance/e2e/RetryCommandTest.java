package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that the first configuration could not read, and the second can. */
@Tag("slow")
class RetryCommandTest {
    private static final int READINGS = 30_000;

    @TempDir
    private Path dir;

    @Test
    void shouldMakeRowsOfDeadLettersOnceThoughItIsKilledInTheMiddle() throws IOException {
        List<Reading> readings = Reading.generate(READINGS, 40, 400, 19);
        Path data = dir.resolve("data");
        Files.writeString(
                dir.resolve("in.ndjson"),
                readings.stream().map(r -> r.json() + "\n").collect(Collectors.joining()) + "nonsense\n");
        Path config = TestConfig.write(dir, "in: { type: file, paths: [in.ndjson] }", "0s", "");
        String right = Files.readString(config);
        Files.writeString(config, right.replace("key: $.device", "key: $.dev"));
        try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
            Await.until(
                    Duration.ofSeconds(60),
                    () -> "dead letters; " + weir.err(),
                    () -> Journals.count(data, "dead_letters") == READINGS + 1);
            WeirProcess busy = retry(config);
            assertThat(busy.exitCode()).isEqualTo(1);
            assertThat(busy.err()).contains("the appliance is running").contains("--dry-run");
            weir.terminate();
            assertThat(weir.exitCode()).as(weir.err()).isZero();
        }
        Files.writeString(config, right);

        WeirProcess dry = retry(config, "--dry-run");
        assertThat(dry.out()).isEqualTo("press: 30000 would become 30000 rows\n  1 still invalid_json\n");
        assertThat(Journals.count(data, "readings")).isZero();
        assertThat(retry(config, "--stream", "prss").err()).contains("did you mean 'press'?");
        assertThat(retry(config, "--reason", "time_missing").out()).isEqualTo("no dead letters\n");

        try (WeirProcess killed =
                WeirProcess.start(dir.resolve("log"), "retry", "-c", config.toString(), "--reason", "key_missing")) {
            Await.until(
                    Duration.ofSeconds(60),
                    () -> "some rows; " + killed.err(),
                    () -> !killed.alive() || Journals.count(data, "readings") > 500);
            assertThat(killed.alive()).as("too late to kill it").isTrue();
            killed.kill();
        }
        WeirProcess rest = retry(config);
        assertThat(rest.exitCode()).as(rest.err()).isZero();
        assertThat(rest.out()).contains("retried before").contains("1 still invalid_json");
        Bags.assertSame("readings", Journals.readings(data), readings);

        assertThat(retry(config).out())
                .isEqualTo("press: 0 became 0 rows\n  30000 retried before\n  1 still invalid_json\n");
        assertThat(Journals.count(data, "readings")).isEqualTo(READINGS);
    }

    private WeirProcess retry(Path config, String... further) {
        String[] arguments = new String[3 + further.length];
        arguments[0] = "retry";
        arguments[1] = "-c";
        arguments[2] = config.toString();
        System.arraycopy(further, 0, arguments, 3, further.length);
        return WeirProcess.complete(dir.resolve("log"), arguments);
    }
}
