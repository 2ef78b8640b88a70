package io.weir.benchmarks.journal;

import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.storage.Journal;
import io.weir.storage.JournalStore;
import io.weir.storage.file.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * How long one call of append takes while the disk is written to: 100,000 rows/s in documents of ten rows, forced every
 * 10 ms. In turn with and without touching the file ahead ({@code -Dweir.pretouch=false}).
 */
final class AppendLatency {
    private static final int SECONDS = Integer.getInteger("seconds", 10);
    private static final int DOCUMENTS_A_SECOND = 10_000;

    private AppendLatency() {}

    static void run(Path dir) throws Exception {
        System.out.printf(
                "%nappend: one call of append under write-back, %,d documents/s of 10 rows, forced every 10 ms, %d s%n",
                DOCUMENTS_A_SECOND, SECONDS);
        String before = System.getProperty("weir.pretouch");
        for (int round = 0; round < 4; round++) {
            boolean ahead = round % 2 == 1;
            System.setProperty("weir.pretouch", Boolean.toString(ahead));
            measure(dir, ahead);
        }
        if (before == null) {
            System.clearProperty("weir.pretouch");
        } else {
            System.setProperty("weir.pretouch", before);
        }
    }

    private static void measure(Path dir, boolean ahead) throws Exception {
        Path path = Files.createDirectory(dir.resolve("append"));
        RowBatch[] batches = Rows.batches(Rows.schema("probe"), 10);
        Samples samples = new Samples();
        try (JournalStore store = JournalStore.open(path, Rows.storage(SyncMode.GROUP, Duration.ofMillis(10)))) {
            Journal journal = store.journal("readings");
            Pace pace = new Pace(DOCUMENTS_A_SECOND);
            for (int i = 0; i < (2 + SECONDS) * DOCUMENTS_A_SECOND; i++) {
                pace.await();
                long start = System.nanoTime();
                journal.append(batches[i & 15]);
                if (i >= 2 * DOCUMENTS_A_SECOND) {
                    samples.add(System.nanoTime() - start);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  %-22s %s%n",
                ahead ? "touched ahead" : "not touched ahead",
                samples.percentiles(50, 99, 99.9, 99.99));
        Directories.delete(path);
    }
}
