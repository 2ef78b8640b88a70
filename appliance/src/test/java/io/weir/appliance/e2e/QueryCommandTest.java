package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.WeirConfig;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.JournalStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir query} as a process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryCommandTest {
    private static final long START = 1_764_000_000_000_000_000L;

    private Path dir;
    private Path config;

    @BeforeAll
    void record(@TempDir Path directory) {
        dir = directory;
        config = TestConfig.write(dir, TestConfig.mqtt(1, "plant/#", 1), "0s", "");
        WeirConfig read = TestConfig.read(config);
        Schema schema = read.streams().get("press").schema();
        RowBatch batch = new RowBatch(schema, 4096);
        try (JournalStore store = JournalStore.open(read.dataDir(), read.storage())) {
            int partition = batch.partitions().intern("in");
            int key = batch.dictionary().intern("p7");
            for (int row = 0; row < 4000; row++) {
                batch.startRow(START + row * 1_000_000_000L, START, key, partition);
                batch.setLong(0, row);
                batch.setDouble(1, row / 4.0);
                batch.commitRow();
            }
            store.journal("readings").append(batch);
        }
    }

    private WeirProcess query(String... arguments) {
        List<String> command = new ArrayList<>(List.of("query", "-c", config.toString()));
        command.addAll(List.of(arguments));
        return WeirProcess.complete(dir, command.toArray(String[]::new));
    }

    @Test
    void shouldPrintATableWithParametersAndARangeOfTime() {
        WeirProcess weir = query(
                "SELECT key, count(*) AS n, max(temp) AS hot FROM press WHERE key = ? GROUP BY key",
                "-p",
                "p7",
                "--to",
                "2025-11-24T16:01:40Z");

        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        assertThat(weir.out()).isEqualTo("""
                key    n    hot
                ---  ---  -----
                p7   100  24.75
                (1 row)
                """);
    }

    @Test
    void shouldSayWhereDuckDbsLibraryWasToBeUnpackedWhenItCannotBe() {
        String gone = dir.resolve("gone").toString();
        WeirProcess weir = WeirProcess.startWith(
                List.of("-Djava.io.tmpdir=" + gone), dir, "query", "-c", config.toString(), "FROM press");

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.err())
                // Java 25 warns of the directory by itself.
                .contains(
                        "weir: DuckDB's library cannot be loaded (",
                        "it is unpacked to " + gone,
                        "WEIR_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    }

    @Test
    void shouldPrintWhatReplayPrintsAndWriteFiles() throws Exception {
        String replayed = WeirProcess.complete(dir, "replay", "press", "-c", config.toString(), "--limit", "3")
                .out();
        Path out = dir.resolve("rows.ndjson");

        WeirProcess weir = query(
                "SELECT time, key, id, temp FROM press ORDER BY time LIMIT 3",
                "--format",
                "ndjson",
                "-o",
                out.toString());

        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        assertThat(out).hasContent(replayed);
    }

    @Test
    void shouldReadACopyWithoutConfigurationAndWriteParquet() throws Exception {
        Path parquet = dir.resolve("press.parquet");
        Path file = Files.writeString(dir.resolve("report.sql"), "SELECT 1; -- first\nFROM press;");

        WeirProcess weir = WeirProcess.complete(
                dir,
                "query",
                "--data-dir",
                dir.resolve("data").toString(),
                "-f",
                file.toString(),
                "--format",
                "parquet",
                "-o",
                parquet.toString());

        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        assertThat(query("--unsafe", "SELECT count(*) AS n FROM '" + parquet + "'", "--format", "csv")
                        .out())
                .isEqualTo("n\n4000\n");
    }

    @Test
    void shouldSayWhatIsWrong() {
        WeirProcess unknown = query("FROM pres");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).isEqualTo("weir: no stream or pipeline 'pres'; did you mean 'press'?\n");

        WeirProcess parquet = query("FROM press", "--format", "parquet");
        assertThat(parquet.exitCode()).isEqualTo(2);
        assertThat(parquet.err()).startsWith("weir: --format parquet needs a file: -o FILE\n");
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsOn() throws Exception {
        List<String> command =
                new ArrayList<>(List.of("/bin/bash", "-c", "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "-"));
        command.addAll(
                WeirProcess.command("query", "-c", config.toString(), "FROM press a, press b", "--format", "ndjson"));
        Process head = new ProcessBuilder(command).start();
        String err = new String(head.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(head.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(err).isEmpty();
        assertThat(head.exitValue()).isZero();
    }

    @Test
    void shouldTalkToAPersonAtATerminal() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")), "skipped, needs script(1) to have a terminal");
        String command = WeirProcess.command("query", "-c", config.toString()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder terminal = new ProcessBuilder(
                        "/usr/bin/script", "-qefc", "stty rows 24 cols 100; " + command, "/dev/null")
                .redirectErrorStream(true);
        terminal.environment().put("TERM", "xterm");
        terminal.environment().put("PAGER", "");
        terminal.environment().put("HOME", dir.toString());
        Process process = terminal.start();
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Thread reading = new Thread(() -> read(process, shown));
        reading.start();
        try (OutputStream keyboard = process.getOutputStream()) {
            // What is typed before there is a prompt is dropped by the terminal.
            type(keyboard, shown, "\\d", "weir> ");
            type(keyboard, shown, "SELECT count(*)", "press_1s", "weir> ");
            type(keyboard, shown, "FROM press;", "  ... ");
            type(keyboard, shown, "FROM pres;", "4000", "weir> ");
            type(keyboard, shown, "SELECT 6*7 AS answer;", "did you mean 'press'?", "weir> ");
            type(keyboard, shown, "\\q", "42", "weir> ");

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s", shown).isTrue();
            assertThat(process.exitValue()).as("%s", shown).isZero();
        } finally {
            process.destroyForcibly();
            reading.join();
        }
    }

    private static void read(Process process, ByteArrayOutputStream into) {
        try (InputStream in = process.getInputStream()) {
            for (int c = in.read(); c >= 0; c = in.read()) {
                into.write(c);
            }
        } catch (IOException e) {
            // The terminal has gone.
        }
    }

    /** Types a line once these texts have been shown, one after the other, since the last one. */
    private static void type(OutputStream keyboard, ByteArrayOutputStream shown, String line, String... after)
            throws IOException {
        Await.until(Duration.ofSeconds(30), () -> shown.toString(StandardCharsets.UTF_8), () -> {
            int at = 0;
            for (String text : after) {
                at = shown.toString(StandardCharsets.UTF_8).indexOf(text, at);
                if (at < 0) {
                    return false;
                }
                at += text.length();
            }
            return true;
        });
        shown.reset();
        keyboard.write((line + "\r").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }
}
