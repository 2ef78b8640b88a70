package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.WeirConfig;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.Journal;
import io.weir.storage.JournalStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir verify} as a process. */
class VerifyCommandTest {
    private static final int DOCUMENTS = 50;
    private static final int ROWS = 20;

    @TempDir
    private Path dir;

    private Path config;

    @BeforeEach
    void configure() {
        // Nobody listens there: an appliance that runs keeps trying.
        config = TestConfig.write(dir, TestConfig.mqtt(1, "plant/#", 1), "0s", "");
    }

    private void recordReadings() {
        WeirConfig read = TestConfig.read(config);
        Schema schema = read.streams().get("press").schema();
        RowBatch batch = new RowBatch(schema, ROWS);
        try (JournalStore store = JournalStore.open(read.dataDir(), read.storage())) {
            Journal journal = store.journal("readings");
            for (int i = 0; i < DOCUMENTS; i++) {
                batch.clear();
                int partition = batch.partitions().intern("in");
                int key = batch.dictionary().intern("p7");
                for (int row = 0; row < ROWS; row++) {
                    batch.startRow(1_700_000_000_000_000_000L + i, 1_700_000_000_000_000_000L + i, key, partition);
                    batch.commitRow();
                }
                journal.append(batch);
            }
        }
    }

    private WeirProcess verify(String... arguments) {
        return WeirProcess.complete(dir, withConfig(arguments));
    }

    private String[] withConfig(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "verify";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "-c";
        all[arguments.length + 2] = config.toString();
        return all;
    }

    /** Changes some bytes of a document in the middle. */
    private void damageReadings() throws IOException {
        Path file = dir.resolve("data/journals/readings/g0000000001/20000101-00F.cq4");
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        int at = 0;
        for (int document = 0; document < DOCUMENTS / 2; document++) {
            at = content.indexOf("WEIR\u0002\u0001", at + 1);
        }
        assertThat(at).isPositive();
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at + 130);
            access.write(new byte[] {1, 2, 3, 4, 5});
        }
    }

    @Test
    void shouldFindASoundJournalSound() {
        recordReadings();

        WeirProcess weir = verify();

        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        assertThat(weir.out())
                .contains("readings: sound, 1000 rows in ")
                .contains("results: sound, 0 rows in ")
                .contains("dead_letters: sound, 0 rows in ");
    }

    @Test
    void shouldNameADamagedDocumentAndEndWithOne() throws IOException {
        recordReadings();
        damageReadings();

        WeirProcess text = verify("readings");
        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out())
                .containsPattern("(?m)^readings:\\d+ g0000000001 byte \\d+: document \\d+ is damaged: its CRC32C is ")
                .contains("readings: 1 documents damaged or missing; sound: 980 rows in ");

        WeirProcess ndjson = verify("readings", "--format", "ndjson");
        assertThat(ndjson.exitCode()).isEqualTo(1);
        List<String> lines = ndjson.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("{\"journal\":\"readings\",\"generation\":\"g0000000001\",\"after_sequence\":")
                .contains("\"documents\":1,\"problem\":\"document ");
        assertThat(lines.get(1))
                .contains("\"sound\":false")
                .contains("\"rows\":980")
                .contains("\"damaged\":1");

        // It was promised: a repair cuts nothing off behind it, and the damage stays reported.
        WeirProcess repaired = verify("readings", "--repair");
        assertThat(repaired.exitCode()).isEqualTo(1);
        assertThat(repaired.out()).contains("sound: 980 rows in ");
    }

    @Test
    void shouldPutAJournalTogetherThatHasLostItsList() throws IOException {
        recordReadings();
        Files.delete(dir.resolve("data/journals/readings/manifest"));

        WeirProcess before = verify("readings");
        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(before.out()).contains("manifest is missing; the next start puts the journal together without it");

        WeirProcess repaired = verify("readings", "--repair");
        assertThat(repaired.exitCode()).as(repaired.err()).isZero();
        assertThat(repaired.err()).contains("journal readings ends at sequence 50 now, recorded in ");
        assertThat(repaired.out()).startsWith("readings: sound, 1000 rows in ");
    }

    @Test
    void shouldKnowTheNearestNameOfAJournalThatIsNotThere() {
        recordReadings();

        WeirProcess weir = verify("reading");

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.out()).isEmpty();
        assertThat(weir.err()).isEqualTo("weir: no journal 'reading'; did you mean 'readings'?\n");
    }

    @Test
    void shouldSayThatThereAreNoJournals() throws IOException {
        Files.createDirectories(dir.resolve("data"));

        WeirProcess weir = verify();

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.err())
                .isEqualTo("weir: there are no journals in " + dir.resolve("data")
                        + ": has the appliance run with this data_dir?\n");
    }

    @Test
    void shouldVerifyUnderARunningApplianceAndNotRepair() {
        recordReadings();
        try (WeirProcess running = WeirProcess.start(dir, "run", "-c", config.toString())) {
            Await.until(
                    Duration.ofSeconds(30), running::err, () -> running.err().contains("running "));

            WeirProcess weir = verify();
            assertThat(weir.exitCode()).as(weir.out()).isZero();
            assertThat(weir.out()).contains("readings: sound, 1000 rows in ");

            WeirProcess repair = verify("--repair");
            assertThat(repair.exitCode()).isEqualTo(1);
            assertThat(repair.err())
                    .isEqualTo("weir: data directory " + dir.resolve("data") + " is in use by process "
                            + running.pid()
                            + ": stop the other instance, or give this one a data_dir of its own\n");
            assertThat(running.alive()).isTrue();
        }
    }

    @Test
    void shouldShowHowFarItIsOnATerminalOnly() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")), "skipped, needs script(1) to have a terminal");
        recordReadings();
        String command = WeirProcess.command(withConfig("readings")).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        ProcessBuilder terminal = new ProcessBuilder("/usr/bin/script", "-qefc", command, "/dev/null")
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true);
        terminal.environment().put("TERM", "xterm");
        Process process = terminal.start();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(shown).isZero();
        assertThat(shown)
                .contains("verifying readings [#")
                .contains("\r\u001b[K")
                .contains("readings: sound, ");
    }
}
