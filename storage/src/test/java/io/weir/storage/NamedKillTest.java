package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One data directory, a process that SIGKILLs itself at one named point after the other, and what it had promised written
 * down outside of it.
 */
@Tag("slow")
class NamedKillTest {
    /** More rounds over all points with {@code -Dweir.kill.rounds=20}. */
    private static final int ROUNDS = Integer.getInteger("weir.kill.rounds", 1);

    @TempDir
    Path dir;

    private long durableRows;
    private long checkpoint;

    @Test
    void shouldHaveEverythingOnceThatWasPromisedBeforeAKillAtAnyPoint() throws Exception {
        long seed = Long.getLong("weir.kill.seed", System.nanoTime());
        System.out.println("-Dweir.kill.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            for (StoppingProcess.Point point : StoppingProcess.Point.values()) {
                // Enough to get beyond the forces of the start, at which everything is new.
                int times = switch (point) {
                    case APPEND, ACK -> 500 + random.nextInt(3000);
                    case BEFORE_FORCE, AFTER_FORCE -> 2 + random.nextInt(60);
                    case ROLL_OLD_FILE, ROLL_NEW_FILE, DELETE -> 1 + random.nextInt(3);
                    case ROLL_DIRECTORY, ROLL_MANIFEST -> 1 + random.nextInt(8);
                    case CHECKPOINT_WRITTEN, CHECKPOINT_RENAMED -> 1 + random.nextInt(3);
                    case CHECKPOINT_APPENDED, CHECKPOINT_APPEND_FORCED -> 1 + random.nextInt(12);
                };
                killAt(point, times, random.nextLong());
                check(point + " number " + times + ", seed " + seed);
            }
        }
        assertThat(durableRows).isPositive();
        assertThat(checkpoint).isPositive();
    }

    private void killAt(StoppingProcess.Point point, int times, long seed) throws Exception {
        List<String> command =
                AppendingProcess.command(StoppingProcess.class, dir.toString(), point.name(), "" + times, "" + seed);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                note(line);
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("killed at %s", point).isEqualTo(128 + 9);
        } finally {
            process.destroyForcibly();
        }
    }

    private void note(String line) {
        if (line.matches("durable \\d+")) {
            durableRows = Math.max(durableRows, Long.parseLong(line.substring("durable ".length())));
        } else if (line.matches("checkpoint \\d+")) {
            checkpoint = Math.max(checkpoint, Long.parseLong(line.substring("checkpoint ".length())));
        }
    }

    private void check(String when) {
        try (JournalStore store =
                JournalStore.open(dir, StoppingProcess.config(), Forcer.DISK, StoppingProcess.OPTIONS)) {
            Journal journal = store.journal("readings");
            Map<String, Map<String, Long>> positions = journal.positions();
            long end = positions.isEmpty() ? 0 : positions.get("press").get("plant-0");
            assertThat(end).as(when).isGreaterThanOrEqualTo(durableRows);
            Optional<Checkpoint> last = store.cursor("p", "readings").load();
            last.ifPresent(it -> assertThat(it).as(when).isEqualTo(LargeStates.checkpoint(it.inputSequence())));
            long covered = last.map(Checkpoint::inputSequence).orElse(0L);
            assertThat(covered).as(when).isBetween(checkpoint, end);
            List<Long> rows;
            long lost;
            do {
                try (JournalReader reader = journal.reader(0)) {
                    rows = JournalStoreTest.readNumbers(reader);
                    assertThat(reader.skippedDocuments()).as(when).isZero();
                    // Retention goes on here, too, and may delete what this reader stands before.
                    lost = reader.lostDocuments();
                }
            } while (lost > 0);
            long from = rows.isEmpty() ? end : rows.get(0);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(rows.get(i))
                        .as("%s: row %d of %d", when, i, rows.size())
                        .isEqualTo(from + i);
            }
            // Retention has deleted at the front, never within.
            long first = rows.isEmpty() ? end : rows.get(0);
            assertThat(rows).as(when).isEqualTo(JournalStoreTest.numbers(first, end));
        }
    }
}
