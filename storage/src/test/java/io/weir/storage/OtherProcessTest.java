package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers in processes of their own, which follow what this one writes. */
class OtherProcessTest {
    private static final int ROWS = 100;

    @TempDir
    Path dir;

    @Test
    @Timeout(60)
    void shouldReadLiveFromAnotherProcessAcrossRolls() throws Exception {
        follow(List.of(), System.getProperty("java.class.path"));
    }

    @Test
    @Timeout(60)
    void shouldReadLiveAsAnotherUserWhoMayOnlyRead() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "skipped, needs root and setpriv to become another user");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        String said = follow(
                List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                ReadingProcess.copyClassPath(Files.createDirectory(dir.resolve("classes"))));
        assertThat(said).endsWith(" false");
    }

    /** Returns what the reader says of itself. */
    private String follow(List<String> prefix, String classPath) throws IOException {
        Path data = dir.resolve("data");
        RowBatch batch = Stores.batch();
        StoreOptions options = new StoreOptions(200_000, Duration.ofMillis(20));
        try (JournalStore store = JournalStore.open(data, Stores.group(), Forcer.DISK, options)) {
            Journal journal = store.journal("readings");
            journal.append(Batches.counting(batch, 0, ROWS));
            Stores.awaitDurable(store, journal);
            try (ReadingProcess reader = ReadingProcess.start(prefix, classPath, data)) {
                String user = reader.line();
                assertThat(user).startsWith("user ");
                long rows = ROWS;
                assertThat(awaitRows(reader, rows)).isEqualTo(rows);
                for (int round = 0; round < 20; round++) {
                    for (int i = 0; i < 20; i++) {
                        journal.append(Batches.counting(batch, rows, ROWS));
                        rows += ROWS;
                    }
                    assertThat(awaitRows(reader, rows)).isEqualTo(rows);
                }
                assertThat(((LiveJournal) journal).manifest().generations()).hasSizeGreaterThan(2);
                return user;
            }
        }
    }

    /** Reads what it says until it has so many rows; the test's time limit ends a reader that never has. */
    private static long awaitRows(ReadingProcess reader, long rows) throws IOException {
        while (true) {
            String line = reader.line();
            assertThat(line).as("the reader has ended").isNotNull();
            String[] words = line.split(" ", -1);
            assertThat(words[2]).as("skipped").isEqualTo("0");
            if (Long.parseLong(words[1]) >= rows) {
                return Long.parseLong(words[1]);
            }
        }
    }
}
