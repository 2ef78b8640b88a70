package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import io.weir.storage.file.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power cuts at every force of a run with rolls, in many mixtures of old and new pages. */
class CrashConsistencyTest {
    /** More with {@code -Dweir.crash.images=20000}; one again with {@code -Dweir.crash.seed=N}. */
    private static final int IMAGES = Integer.getInteger("weir.crash.images", 60);

    private static final StoreOptions SMALL = new StoreOptions(130_000, Duration.ofMinutes(1));

    @TempDir
    Path dir;

    @Test
    void shouldHaveEveryAcknowledgedRowOnceInEveryImage() throws Exception {
        List<CrashImages.Moment> moments = record();
        assertThat(moments).hasSizeGreaterThan(30);
        Long only = Long.getLong("weir.crash.seed");
        long first = only != null ? only : System.nanoTime();
        for (long seed = first, end = first + (only != null ? 1 : IMAGES); seed < end; seed++) {
            Random random = new Random(seed);
            CrashImages.Moment moment = moments.get((int) Math.floorMod(seed, (long) moments.size()));
            Path image = dir.resolve("image");
            CrashImages.write(moment, image, random);
            try {
                check(image, moment.acknowledged());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "-Dweir.crash.seed=" + seed + ", acknowledged rows: " + moment.acknowledged(), e);
            }
            Directories.delete(image);
        }
    }

    private List<CrashImages.Moment> record() throws Exception {
        Path data = Files.createDirectories(dir.resolve("data"));
        CrashImages recorder = new CrashImages(data);
        Random random = new Random(11);
        RowBatch batch = Stores.batch();
        try (JournalStore store = JournalStore.open(data, Stores.group(), recorder, SMALL)) {
            Journal journal = store.journal("readings");
            long next = 0;
            for (int i = 0; i < 60; i++) {
                for (int n = 1 + random.nextInt(3); n > 0; n--) {
                    int rows = 1 + random.nextInt(120);
                    journal.append(Batches.counting(batch, next, rows));
                    next += rows;
                }
                long rows = next;
                store.commit().afterDurable(() -> recorder.acknowledge(rows));
                if (random.nextInt(3) > 0) {
                    Stores.awaitDurable(store, journal);
                }
            }
            Stores.awaitDurable(store, journal);
        }
        return recorder.moments();
    }

    private static void check(Path image, long acknowledged) {
        try (JournalStore store = JournalStore.open(image, Stores.none(), (path, channel) -> {})) {
            Journal journal = store.journal("readings");
            List<Long> rows = JournalStoreTest.readNumbers(journal.reader(0));
            assertThat(rows).isEqualTo(JournalStoreTest.numbers(0, rows.size()));
            assertThat((long) rows.size()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(journal.positions())
                    .isEqualTo(rows.isEmpty() ? Map.of() : Map.of("press", Map.of("plant-0", (long) rows.size())));
            journal.append(Batches.counting(Stores.batch(), rows.size(), 10));
            assertThat(JournalStoreTest.readNumbers(journal.reader(0)))
                    .isEqualTo(JournalStoreTest.numbers(0, rows.size() + 10));
        }
    }
}
