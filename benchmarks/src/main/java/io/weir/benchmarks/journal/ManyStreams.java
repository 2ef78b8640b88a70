package io.weir.benchmarks.journal;

import com.sun.management.OperatingSystemMXBean;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.storage.Journal;
import io.weir.storage.JournalStore;
import io.weir.storage.file.Directories;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What 10,000 rows/s cost that come from one stream, and from a hundred that share its journal. */
final class ManyStreams {
    private static final int SECONDS = Integer.getInteger("seconds", 10);
    private static final int DOCUMENTS_A_SECOND = 1000;
    private static final int ROWS = 10;

    private ManyStreams() {}

    static void run(Path dir) throws Exception {
        System.out.printf("%nstreams: 10,000 rows/s in documents of ten, max_delay 100 ms, %d s each%n", SECONDS);
        for (int round = 0; round < 4; round++) {
            measure(dir, round % 2 == 0 ? 1 : 100, round > 1);
        }
    }

    private static void measure(Path dir, int streams, boolean measured) throws Exception {
        Path path = Files.createDirectory(dir.resolve("streams"));
        RowBatch[] batches = new RowBatch[streams];
        for (int i = 0; i < streams; i++) {
            batches[i] = Rows.batch(Rows.schema("s" + i), ROWS, i);
        }
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (JournalStore store = JournalStore.open(path, Rows.storage(SyncMode.GROUP, Duration.ofMillis(100)))) {
            Journal journal = store.journal("readings");
            long cpu = process.getProcessCpuTime();
            Pace pace = new Pace(DOCUMENTS_A_SECOND);
            int documents = (measured ? SECONDS : 3) * DOCUMENTS_A_SECOND;
            for (int i = 0; i < documents; i++) {
                pace.await();
                journal.append(batches[i % streams]);
            }
            cpu = process.getProcessCpuTime() - cpu;
            if (measured) {
                System.out.printf(
                        Locale.ROOT,
                        "  %3d streams: %.2f %% of one core, %d handles, %d mappings, %d threads%n",
                        streams,
                        cpu / 1e7 / SECONDS,
                        count(Path.of("/proc/self/fd")),
                        lines(Path.of("/proc/self/maps")),
                        ManagementFactory.getThreadMXBean().getThreadCount());
            }
        }
        Directories.delete(path);
    }

    private static long count(Path directory) throws Exception {
        try (var entries = Files.list(directory)) {
            return entries.count();
        }
    }

    private static long lines(Path file) throws Exception {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.contains(".cq4")).count();
        }
    }
}
