package io.weir.benchmarks.journal;

import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.storage.Journal;
import io.weir.storage.JournalStore;
import io.weir.storage.file.Directories;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How soon a journal takes the first row again after its process has died in the middle of writing: with a backlog of ended
 * generations, and one that was open, which is the only one that a start has to read. Each start is a process of its own,
 * with nothing of the files in memory where this may ask the kernel to forget them (as root), as after a power cut.
 *
 * <pre>
 *   | 256 MiB | 256 MiB | … | 256 MiB | open      |  died here
 *     -- backlog ------------------------ -- open --
 * </pre>
 */
final class Restart {
    private static final int BACKLOG_MIB = Integer.getInteger("backlog", 2048);
    private static final int STARTS = 3;
    /** Generations end at 256 MiB: this is nearly the longest that can be open. */
    private static final int[] OPEN_MIB = {16, 128, 250};

    private static final int ROWS = 256;
    private static final int DIED = 137;
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    private Restart() {}

    static void run(Path dir) throws Exception {
        System.out.printf(
                "%nrestart: %,d MiB of ended generations, and an open one whose process died; %s%n",
                BACKLOG_MIB, Files.isWritable(DROP_CACHES) ? "nothing in the page cache" : "all in the page cache");
        System.out.printf("  %10s %26s %26s%n", "open", "open to first durable row", "JVM start to the same");
        for (int open : OPEN_MIB) {
            for (int start = 0; start < STARTS; start++) {
                Path path = Files.createDirectory(dir.resolve("restart"));
                child(DIED, "restart-fill", path.toString(), Integer.toString(BACKLOG_MIB + open));
                forget();
                child(0, "restart-open", path.toString(), Integer.toString(open));
                Directories.delete(path);
            }
        }
    }

    private static void forget() throws IOException, InterruptedException {
        if (Files.isWritable(DROP_CACHES)) {
            new ProcessBuilder("sync").inheritIO().start().waitFor();
            Files.writeString(DROP_CACHES, "3");
        }
    }

    private static void child(int expected, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), JournalBench.class.getName()));
        command.addAll(List.of(arguments));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != expected) {
            throw new IOException(arguments[0] + " ended with " + code + ", not " + expected);
        }
    }

    /** Appends so much, and dies. */
    static void fill(Path path, int mib) throws IOException {
        RowBatch[] batches = Rows.batches(Rows.schema("probe"), ROWS);
        JournalStore store = JournalStore.open(path, Rows.storage(SyncMode.NONE, Duration.ofMillis(100)));
        Journal journal = store.journal("readings");
        long documents = ((long) mib << 20) / (ROWS * Rows.BYTES);
        for (int i = 0; i < documents; i++) {
            journal.append(batches[i & 15]);
        }
        Runtime.getRuntime().halt(DIED);
    }

    /** Opens it, and makes one row durable. */
    static void open(Path path, int openMib) {
        RowBatch batch = Rows.batch(Rows.schema("probe"), 1, 1);
        long start = System.nanoTime();
        try (JournalStore store = JournalStore.open(path, Rows.storage(SyncMode.GROUP, Duration.ofMillis(1)))) {
            Journal journal = store.journal("readings");
            long sequence = journal.append(batch);
            while (journal.durable() < sequence) {
                Thread.onSpinWait();
            }
            long nanos = System.nanoTime() - start;
            long sinceBirth = System.currentTimeMillis()
                    - ManagementFactory.getRuntimeMXBean().getStartTime();
            System.out.printf(Locale.ROOT, "  %6d MiB %23.2f s %23.2f s%n", openMib, nanos / 1e9, sinceBirth / 1e3);
        }
    }
}
