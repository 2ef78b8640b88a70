package io.weir.benchmarks.journal;

import com.sun.management.ThreadMXBean;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.storage.Journal;
import io.weir.storage.JournalReader;
import io.weir.storage.JournalStore;
import io.weir.storage.file.Directories;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many 100-byte rows a second one thread appends and tails, without force: through the whole layer (encoding, CRC32C,
 * Chronicle; and back, checked), and beside it Chronicle alone, a {@code FileChannel} with a 64 KiB buffer and a mapped
 * file. All in turn, round after round; the first rounds warm up; medians.
 */
final class Throughput {
    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final int WARM_UP = 3;
    private static final int ROWS = Integer.getInteger("rows", 256);
    private static final long TOTAL_ROWS = Long.getLong("total", 2_560_000);

    /** Something that rows are written to and read from. */
    interface Store extends AutoCloseable {
        /** Appends about {@code rows} rows; returns how many. */
        long append(long rows) throws IOException;

        /** Reads them all; returns how many. */
        long tail() throws IOException;

        @Override
        void close() throws IOException;
    }

    @FunctionalInterface
    private interface Opener {
        Store open(Path dir) throws IOException;
    }

    private record Figure(double nanosPerRow, double cpuNanosPerRow, double bytesPerRow) {}

    private Throughput() {}

    static void run(Path dir) throws IOException {
        System.out.printf(
                "%nthroughput: %,d rows of %d bytes a round, %d a document; medians of %d rounds%n",
                TOTAL_ROWS, Rows.BYTES, ROWS, ROUNDS - WARM_UP);
        Map<String, Opener> stores = new LinkedHashMap<>();
        stores.put("Weir's journal, CRC32C", Weir::new);
        stores.put("its documents, no file", path -> new Documents(ROWS));
        stores.put("Chronicle Queue alone", path -> new PlainChronicle(path, ROWS * Rows.BYTES));
        stores.put("FileChannel, 64 KiB buffer", PlainChannel::new);
        stores.put("mapped buffer", PlainMapped::new);
        Map<String, List<Figure>> appends = new LinkedHashMap<>();
        Map<String, List<Figure>> tails = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Opener> entry : stores.entrySet()) {
                Path path = Files.createDirectory(dir.resolve("throughput"));
                try (Store store = entry.getValue().open(path)) {
                    Figure append = measure(() -> store.append(TOTAL_ROWS));
                    Figure tail = measure(store::tail);
                    if (round >= WARM_UP) {
                        appends.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                                .add(append);
                        tails.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                                .add(tail);
                    }
                }
                Directories.delete(path);
            }
        }
        print("append", appends);
        print("tail", tails);
    }

    @FunctionalInterface
    private interface Work {
        long rows() throws IOException;
    }

    private static Figure measure(Work work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        double rows = work.rows();
        long nanos = System.nanoTime() - start;
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        return new Figure(nanos / rows, cpu / rows, allocated / rows);
    }

    private static void print(String what, Map<String, List<Figure>> figures) {
        System.out.printf(
                "  %-7s %-28s %10s %8s %8s %9s %10s%n", what, "", "M rows/s", "GB/s", "ns/row", "CPU ns", "B alloc");
        figures.forEach((name, list) -> {
            double nanos = median(list, Figure::nanosPerRow);
            System.out.printf(
                    Locale.ROOT,
                    "  %-7s %-28s %10.1f %8.2f %8.1f %9.1f %10.4f%n",
                    "",
                    name,
                    1e3 / nanos,
                    Rows.BYTES / nanos,
                    nanos,
                    median(list, Figure::cpuNanosPerRow),
                    median(list, Figure::bytesPerRow));
        });
    }

    private static double median(List<Figure> figures, java.util.function.ToDoubleFunction<Figure> of) {
        double[] sorted = figures.stream().mapToDouble(of).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The whole layer. */
    private static final class Weir implements Store {
        private final JournalStore store;
        private final Journal journal;
        private final RowBatch[] batches = Rows.batches(Rows.schema("probe"), ROWS);

        Weir(Path dir) {
            store = JournalStore.open(dir, Rows.storage(SyncMode.NONE, Duration.ofMillis(100)));
            journal = store.journal("readings");
        }

        @Override
        public long append(long rows) {
            long done = 0;
            for (int i = 0; done < rows; i++, done += ROWS) {
                journal.append(batches[i & 15]);
            }
            return done;
        }

        @Override
        public long tail() {
            long rows = 0;
            long sum = 0;
            try (JournalReader reader = journal.reader(0)) {
                for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    rows += batch.rowCount();
                    sum += batch.times()[0];
                }
                if (reader.skippedDocuments() > 0 || sum == 0) {
                    throw new IllegalStateException(reader.skippedDocuments() + " documents are damaged");
                }
            }
            return rows;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
