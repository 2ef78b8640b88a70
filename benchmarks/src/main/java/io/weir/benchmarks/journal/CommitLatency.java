package io.weir.benchmarks.journal;

import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.CommitStats;
import io.weir.storage.Journal;
import io.weir.storage.JournalStore;
import io.weir.storage.file.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * From when a row was due to be appended until it was on the disk, under group commit: a document every millisecond, on an
 * open-loop schedule. And how many rows a second go through when nothing holds them back but a window of ten unforced
 * documents' worth of {@code max_delay}.
 */
final class CommitLatency {
    private static final int SECONDS = Integer.getInteger("seconds", 10);
    private static final int WARM_UP_SECONDS = 3;
    private static final int DOCUMENTS_A_SECOND = 1000;

    private CommitLatency() {}

    static void run(Path dir) throws Exception {
        System.out.printf(
                "%ncommit: append to durable, group commit, a document a millisecond, %d s after %d s%n",
                SECONDS, WARM_UP_SECONDS);
        for (Duration maxDelay : new Duration[] {Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100)}) {
            for (int rate : new int[] {10_000, 50_000}) {
                paced(dir, rate, maxDelay);
            }
        }
        sustained(dir);
    }

    private static void paced(Path dir, int rate, Duration maxDelay) throws Exception {
        Path path = Files.createDirectory(dir.resolve("commit"));
        Schema schema = Rows.schema("probe");
        RowBatch[] batches = Rows.batches(schema, rate / DOCUMENTS_A_SECOND);
        Samples samples = new Samples();
        CommitStats stats;
        try (JournalStore store = JournalStore.open(path, Rows.storage(SyncMode.GROUP, maxDelay))) {
            Journal journal = store.journal("readings");
            Pace pace = new Pace(DOCUMENTS_A_SECOND);
            for (int i = 0; i < (WARM_UP_SECONDS + SECONDS) * DOCUMENTS_A_SECOND; i++) {
                boolean measured = i >= WARM_UP_SECONDS * DOCUMENTS_A_SECOND;
                long due = pace.await();
                journal.append(batches[i & 15]);
                if (measured) {
                    store.commit().afterDurable(() -> samples.add(System.nanoTime() - due));
                }
            }
            CountDownLatch last = new CountDownLatch(1);
            store.commit().afterDurable(last::countDown);
            last.await();
            stats = store.commit().stats();
        }
        System.out.printf(
                Locale.ROOT,
                "  %,6d rows/s, max_delay %3d ms:  %s  (%d forces, mean %.2f ms, longest %.1f ms)%n",
                rate,
                maxDelay.toMillis(),
                samples.percentiles(50, 99, 99.9),
                stats.forces(),
                stats.totalNanos() / 1e6 / stats.forces(),
                stats.maxNanos() / 1e6);
        Directories.delete(path);
    }

    private static void sustained(Path dir) throws IOException {
        Path path = Files.createDirectory(dir.resolve("sustained"));
        RowBatch[] batches = Rows.batches(Rows.schema("probe"), 256);
        try (JournalStore store = JournalStore.open(path, Rows.storage(SyncMode.GROUP, Duration.ofMillis(100)))) {
            Journal journal = store.journal("readings");
            long window = 64L << 20;
            long start = System.nanoTime();
            long from = 0;
            long rows = 0;
            for (int i = 0; System.nanoTime() - start < (2 + SECONDS / 2) * 1_000_000_000L; i++) {
                while ((journal.appended() - journal.durable()) * 256 * Rows.BYTES > window) {
                    store.commit().urge();
                    Thread.onSpinWait();
                }
                if (from == 0 && System.nanoTime() - start > 2_000_000_000L) {
                    from = System.nanoTime();
                    rows = journal.durable();
                }
                journal.append(batches[i & 15]);
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            double rate = (journal.durable() - rows) * 256 / seconds;
            System.out.printf(
                    Locale.ROOT,
                    "  sustained: %,.0f rows/s become durable, %.0f MB/s, with at most 64 MiB unforced%n",
                    rate,
                    rate * Rows.BYTES / 1e6);
        }
        Directories.delete(path);
    }
}
