package io.weir.benchmarks.journal;

import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.Journal;
import io.weir.storage.JournalStore;
import io.weir.storage.file.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * How many bytes reach the device for each byte of rows, at a slow, a usual and a fast rate, with group commit: a document
 * every {@code linger} (or when it has 256 rows), a force every {@code max_delay}.
 */
final class Amplification {
    private static final int SECONDS = Integer.getInteger("amplification_seconds", 10);
    private static final int MAX_ROWS = 256;

    private Amplification() {}

    static void run(Path dir) throws Exception {
        try (Device device = Device.open(dir)) {
            System.out.printf("%namplification: %s; %d s each%n", device.description(), SECONDS);
            System.out.printf(
                    "  %10s %10s %10s %12s %12s %10s %8s%n",
                    "rows/s", "linger", "max_delay", "payload B", "device B", "ratio", "forces/s");
            int[][] settings = {
                {10, 5, 1},
                {10, 5, 100},
                {10, 1000, 1000},
                {1000, 5, 1},
                {1000, 5, 100},
                {1000, 100, 100},
                {50_000, 5, 1},
                {50_000, 5, 100},
                {50_000, 100, 100}
            };
            for (int[] setting : settings) {
                measure(device, setting[0], Duration.ofMillis(setting[1]), Duration.ofMillis(setting[2]));
            }
        }
    }

    private static void measure(Device device, int rate, Duration linger, Duration maxDelay) throws Exception {
        double perDocument = Math.min(MAX_ROWS, Math.max(1, rate * linger.toMillis() / 1e3));
        int rows = (int) perDocument;
        Schema schema = Rows.schema("probe");
        RowBatch[] batches = Rows.batches(schema, rows);
        Path path = Files.createDirectory(device.directory().resolve("amplification"));
        long appended = 0;
        long forces;
        long before;
        try (JournalStore store = JournalStore.open(path, Rows.storage(SyncMode.GROUP, maxDelay))) {
            Journal journal = store.journal("readings");
            long forcesBefore = store.commit().stats().forces();
            before = device.written();
            Pace pace = new Pace((double) rate / rows);
            for (int i = 0; appended < (long) rate * SECONDS; i++, appended += rows) {
                pace.await();
                journal.append(batches[i & 15]);
            }
            while (journal.durable() < journal.appended()) {
                store.commit().urge();
                Thread.onSpinWait();
            }
            before = device.written() - before;
            forces = store.commit().stats().forces() - forcesBefore;
        }
        long payload = appended * Rows.BYTES;
        System.out.printf(
                Locale.ROOT,
                "  %,10d %7d ms %7d ms %,12d %,12d %10.2f %8.1f%n",
                rate,
                linger.toMillis(),
                maxDelay.toMillis(),
                payload,
                before,
                (double) before / payload,
                (double) forces / SECONDS);
        Directories.delete(path);
    }
}
