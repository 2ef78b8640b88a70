package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wall clocks that are wrong: what they say is written down, and believed for nothing. */
class ClockTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final int DOCUMENTS = 200;

    /** What the clock shows before and after its step. */
    enum Step {
        BOOT_IN_1970(Instant.EPOCH, NOW),
        A_DAY_BACK(NOW, NOW.minus(Duration.ofDays(1))),
        TEN_YEARS_FORWARD(NOW, NOW.plus(Duration.ofDays(3652))),
        TEN_YEARS_FORWARD_AND_BACK(NOW.plus(Duration.ofDays(3652)), NOW);

        private final Instant before;
        private final Instant after;

        Step(Instant before, Instant after) {
            this.before = before;
            this.after = after;
        }
    }

    @TempDir
    Path dir;

    private static StorageConfig aged() {
        return Stores.config(
                SyncMode.GROUP,
                Duration.ofMillis(2),
                Optional.empty(),
                Optional.of(Duration.ofHours(1)),
                Optional.empty());
    }

    private static void append(Journal journal, RowBatch batch, int number, Instant now) {
        batch.clear();
        int partition = batch.partitions().intern("plant-0");
        int key = batch.dictionary().intern("p7");
        long nanos = now.plusMillis(number).getEpochSecond() * 1_000_000_000L;
        for (int row = 0; row < 100; row++) {
            batch.startRow(nanos, nanos, key, partition);
            batch.setLong(1, number * 100L + row);
            batch.commitRow();
        }
        journal.append(batch);
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowEveryRecordAndDeleteNoneWhateverTheClockDoes(Step step) {
        StoreOptions options = new StoreOptions(100_000, Duration.ofMillis(5));
        RowBatch batch = Stores.batch();
        for (int start = 0; start < 2; start++) {
            try (JournalStore store = JournalStore.open(dir, aged(), Forcer.DISK, options);
                    JournalReader live = store.journal("readings").reader((long) start * DOCUMENTS)) {
                LiveJournal journal = (LiveJournal) store.journal("readings");
                long read = 100L * start * DOCUMENTS;
                for (int i = 0; i < DOCUMENTS; i++) {
                    append(journal, batch, start * DOCUMENTS + i, i < DOCUMENTS / 2 ? step.before : step.after);
                    if (i % 10 == 9) {
                        Stores.awaitDurable(store, journal);
                        read += JournalStoreTest.readNumbersOpen(live, read);
                        assertThat(read).isEqualTo((start * DOCUMENTS + i + 1) * 100L);
                    }
                }
                Stores.await("a roll", () -> journal.manifest().generations().size() > 2);
                assertThat(live.skippedDocuments() + live.lostDocuments()).isZero();
                assertThat(journal.manifest().deletedThrough()).isZero();
            }
        }
        try (JournalStore store = JournalStore.open(dir, aged(), Forcer.DISK, options)) {
            assertThat(JournalStoreTest.readNumbers(store.journal("readings").reader(0)))
                    .isEqualTo(JournalStoreTest.numbers(0, 2 * DOCUMENTS * 100));
        }
    }

    @Test
    void shouldFindRowsByEventTimeThoughTheClockHasGoneBackBetweenThem() {
        RowBatch batch = Stores.batch();
        try (JournalStore store = JournalStore.open(dir, aged())) {
            Journal journal = store.journal("readings");
            append(journal, batch, 0, NOW);
            append(journal, batch, 1, Instant.EPOCH);
            append(journal, batch, 2, NOW);
            Stores.awaitDurable(store, journal);
            JournalReader reader = journal.reader(0);
            reader.seekTime(Batches.timeOf(0));
            assertThat(JournalStoreTest.readNumbers(reader))
                    .hasSize(200)
                    .startsWith(0L)
                    .endsWith(299L);
        }
    }
}
