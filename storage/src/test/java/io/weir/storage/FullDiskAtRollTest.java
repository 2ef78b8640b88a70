package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is no space for the next generation at the moment when the journal should roll. */
class FullDiskAtRollTest {
    private static final StoreOptions SMALL = new StoreOptions(1 << 20, Duration.ofDays(1));
    private static final int ROWS = 200;

    @TempDir
    Path dir;

    @Test
    void shouldGoOnInTheOldGenerationAndLoseNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir.resolve("disk"), 64)) {
            Path data = disk.directory().resolve("data");
            var config = Stores.config(SyncMode.GROUP, Duration.ofDays(1));
            RowBatch batch = Stores.batch();
            long rows = 0;
            try (JournalStore store = JournalStore.open(data, config, Forcer.DISK, SMALL)) {
                Journal journal = store.journal("readings");
                // Beyond the size at which it rolls, and never committed until the disk is full.
                for (; rows < 40_000; rows += ROWS) {
                    journal.append(Batches.counting(batch, rows, ROWS));
                }
                Path hog = disk.fill();
                Stores.awaitDurable(store, journal);
                assertThat(store.commit().failure()).isNull();
                assertThat(data.resolve("journals/readings/g0000000001")).exists();
                assertThat(data.resolve("journals/readings/g0000000002")).doesNotExist();
                Files.delete(hog);
                journal.append(Batches.counting(batch, rows, ROWS));
                rows += ROWS;
                Stores.awaitDurable(store, journal);
            }
            try (JournalStore store = JournalStore.open(data, config)) {
                assertThat(JournalStoreTest.readNumbers(
                                store.journal("readings").reader(0)))
                        .isEqualTo(JournalStoreTest.numbers(0, rows));
            }
        }
    }
}
