package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.DeadLetters;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import io.weir.storage.file.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power cuts at every force of a run with rolls and checkpoints, two journals written to in turn, in many mixtures of old
 * and new pages and sectors. The run is the same each time: a commit happens when the run asks for it, and rows that come
 * while the disk is being forced come from the force itself. So a seed names an image.
 */
@Tag("slow")
class CrashConsistencyTest {
    /** More with {@code -Dweir.crash.images=20000}; one again with {@code -Dweir.crash.seed=N}. */
    private static final int IMAGES = Integer.getInteger("weir.crash.images", 200);

    private static final StoreOptions SMALL = new StoreOptions(130_000, Duration.ofDays(1));
    private static final int COMMITS = 60;

    @TempDir
    Path dir;

    @Test
    void shouldHaveEveryAcknowledgedRowOnceInEveryImage() throws Exception {
        List<CrashImages.Moment> moments = new Run(Files.createDirectories(dir.resolve("data"))).record();
        assertThat(moments).hasSizeGreaterThan(2 * COMMITS);
        Long only = Long.getLong("weir.crash.seed");
        long first = only != null ? only : System.nanoTime();
        System.out.printf("crash images %d to %d of %d moments%n", first, first + IMAGES - 1, moments.size());
        for (long seed = first, end = first + (only != null ? 1 : IMAGES); seed < end; seed++) {
            Random random = new Random(seed);
            CrashImages.Moment moment = moments.get((int) Math.floorMod(seed, (long) moments.size()));
            Path image = dir.resolve("image");
            CrashImages.write(moment, image, random);
            try {
                check(image, moment.acknowledged());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dweir.crash.seed=" + seed + ", " + moment.acknowledged(), e);
            }
            Directories.delete(image);
        }
    }

    @Test
    void shouldRecordTheSameMomentsEachTime() throws Exception {
        List<CrashImages.Moment> once = new Run(Files.createDirectories(dir.resolve("once"))).record();
        List<CrashImages.Moment> again = new Run(Files.createDirectories(dir.resolve("again"))).record();
        assertThat(again.stream().map(CrashImages.Moment::acknowledged))
                .isEqualTo(once.stream().map(CrashImages.Moment::acknowledged).toList());
    }

    /** Appends to two journals, commits and saves checkpoints, one thing after the other. */
    private static final class Run implements Forcer {
        private final Path data;
        private final CrashImages recorder;
        private final Random random = new Random(11);
        private final RowBatch batch = Stores.batch();
        private final RowBatch letters = new RowBatch(DeadLetters.SCHEMA, 4);
        // Written before the store is used, and by one thread at a time: the test's, or the commit thread it waits for.
        private Journal readings;
        private Journal deadLetters;
        private long rows;
        private long dead;

        Run(Path data) {
            this.data = data;
            this.recorder = new CrashImages(data);
        }

        @Override
        public void force(Path path, FileChannel channel) throws IOException {
            if (readings != null && path.toString().endsWith(".cq4") && random.nextInt(3) == 0) {
                append();
            }
            recorder.force(path, channel);
        }

        private void append() {
            int count = 1 + random.nextInt(120);
            if (random.nextInt(4) == 0) {
                letters.clear();
                int plant = letters.partitions().intern("plant");
                letters.startRow(dead, dead, letters.dictionary().intern("plant"), plant);
                letters.commitRow();
                deadLetters.append(letters);
                dead++;
            }
            readings.append(Batches.counting(batch, rows, count));
            rows += count;
        }

        List<CrashImages.Moment> record() {
            try (JournalStore store = JournalStore.open(data, config(SyncMode.GROUP), this, SMALL)) {
                readings = store.journal("readings");
                deadLetters = store.journal(DeadLetters.NAME);
                AtomicInteger committed = new AtomicInteger();
                for (int i = 1; i <= COMMITS; i++) {
                    for (int n = 1 + random.nextInt(3); n > 0; n--) {
                        append();
                    }
                    long rowsNow = rows;
                    long deadNow = dead;
                    store.commit().afterDurable(() -> {
                        recorder.acknowledge(rowsNow, deadNow);
                        committed.incrementAndGet();
                    });
                    store.commit().urge();
                    int cycle = i;
                    Stores.await("commit " + i, () -> committed.get() == cycle);
                    if (i % 2 == 0) {
                        store.cursor("p", "readings").save(LargeStates.checkpoint(rowsNow));
                        recorder.acknowledgeCheckpoint(rowsNow);
                    }
                }
                readings = null;
            }
            return recorder.moments();
        }
    }

    private static void check(Path image, CrashImages.Acknowledged acknowledged) {
        List<Long> rows;
        long dead;
        Optional<Checkpoint> checkpoint;
        try (JournalStore store = open(image)) {
            rows = JournalStoreTest.readNumbers(store.journal("readings").reader(0));
            dead = count(store.journal(DeadLetters.NAME));
            checkpoint = store.cursor("p", "readings").load();
            assertThat(rows).isEqualTo(JournalStoreTest.numbers(0, rows.size()));
            assertThat((long) rows.size()).isGreaterThanOrEqualTo(acknowledged.rows());
            assertThat(dead).isGreaterThanOrEqualTo(acknowledged.deadLetters());
            assertThat(checkpoint.map(Checkpoint::inputSequence).orElse(0L))
                    .isGreaterThanOrEqualTo(acknowledged.checkpoint());
            checkpoint.ifPresent(it -> assertThat(it).isEqualTo(LargeStates.checkpoint(it.inputSequence())));
            assertThat(store.journal("readings").positions())
                    .isEqualTo(rows.isEmpty() ? Map.of() : Map.of("press", Map.of("plant-0", (long) rows.size())));
        }
        try (JournalStore store = open(image)) {
            Journal journal = store.journal("readings");
            assertThat(JournalStoreTest.readNumbers(journal.reader(0))).isEqualTo(rows);
            assertThat(count(store.journal(DeadLetters.NAME))).isEqualTo(dead);
            assertThat(store.cursor("p", "readings").load()).isEqualTo(checkpoint);
            journal.append(Batches.counting(Stores.batch(), rows.size(), 10));
            assertThat(JournalStoreTest.readNumbers(journal.reader(rows.isEmpty() ? 0 : journal.appended() - 1)))
                    .isEqualTo(JournalStoreTest.numbers(rows.size(), rows.size() + 10));
        }
    }

    private static StorageConfig config(SyncMode mode) {
        Map<String, JournalConfig> journals =
                new LinkedHashMap<>(Stores.config(mode, Duration.ofDays(1)).journals());
        journals.remove("results");
        return new StorageConfig(new StorageConfig.Sync(mode, Duration.ofDays(1)), Optional.empty(), journals);
    }

    private static JournalStore open(Path image) {
        return JournalStore.open(image, config(SyncMode.NONE), (path, channel) -> {});
    }

    /** How many dead letters there are; each must have its number for a time. */
    private static long count(Journal journal) {
        long count = 0;
        try (JournalReader reader = journal.reader(0)) {
            for (RowBatch read = reader.next(); read != null; read = reader.next()) {
                for (int row = 0; row < read.rowCount(); row++) {
                    assertThat(read.times()[row]).isEqualTo(count++);
                }
            }
            assertThat(reader.skippedDocuments()).isZero();
        }
        return count;
    }
}
