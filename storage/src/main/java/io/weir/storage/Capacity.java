package io.weir.storage;

import io.weir.config.StorageConfig;
import io.weir.model.ByteSize;
import io.weir.storage.file.DiskSpace;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the limits of a configuration can hold on the disk that they are meant for. */
public final class Capacity {
    private Capacity() {}

    /**
     * Why {@code storage.budget} can never be reached on the file system of a data directory, which need not exist yet:
     * it has not as much in all. What others have taken of it meanwhile is no reason to refuse a start, and is met with
     * backpressure.
     *
     * @return what is wrong with the budget and what to do; empty if nothing is
     */
    public static Optional<String> problem(Path dataDir, StorageConfig config) {
        try {
            FileStore store = Files.getFileStore(existing(dataDir));
            long total = store.getTotalSpace();
            return config.budget().flatMap(budget -> problem(dataDir, budget, total));
        } catch (IOException e) {
            // Whoever opens the directory will say what is wrong with it.
            return Optional.empty();
        }
    }

    static Optional<String> problem(Path dataDir, ByteSize budget, long total) {
        long reserve = DiskSpace.reserveOf(total);
        if (budget.bytes() <= total - reserve) {
            return Optional.empty();
        }
        long mebibytes = Math.max(0, total - reserve) >> 20;
        return Optional.of("is " + budget + ", but the file system of " + dataDir + " has "
                + new ByteSize(total) + " in all, " + new ByteSize(reserve)
                + " of which stay in reserve: make the budget "
                + mebibytes + "MiB or less, or move data_dir to a larger disk");
    }

    private static Path existing(Path dataDir) throws IOException {
        Path path = dataDir.toAbsolutePath();
        while (!Files.exists(path)) {
            Path parent = path.getParent();
            if (parent == null) {
                throw new IOException("nothing of " + dataDir + " exists");
            }
            path = parent;
        }
        return path;
    }
}
