package io.weir.appliance.query;

import io.weir.model.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where queries put what their memory does not hold: {@code query/<process>} in the data directory, or a temporary directory
 * where that may not be written. What processes have left that were killed is deleted.
 */
final class SpillDirectory implements AutoCloseable {
    private static final String PARENT = "query";
    /** Of what is free on the disk, the appliance keeps the larger part. */
    private static final int SHARE = 4;

    private final Path directory;
    private final long maxBytes;

    private SpillDirectory(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    static SpillDirectory open(Path dataDir, Optional<ByteSize> budget) {
        try {
            boolean inside = Files.isWritable(dataDir);
            Path own;
            if (inside) {
                Path parent = Files.createDirectories(dataDir.resolve(PARENT));
                deleteLeftovers(parent);
                own = Files.createDirectories(
                        parent.resolve(Long.toString(ProcessHandle.current().pid())));
            } else {
                own = Files.createTempDirectory("weir-query");
            }
            long max = Files.getFileStore(own).getUsableSpace() / SHARE;
            if (inside && budget.isPresent()) {
                max = Math.min(max, Math.max(0, budget.get().bytes() - size(dataDir)));
            }
            return new SpillDirectory(own, max);
        } catch (IOException e) {
            throw new QueryFailed("there is no directory for what memory does not hold: " + e, e);
        }
    }

    private static void deleteLeftovers(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path entry : entries.toList()) {
                String name = String.valueOf(entry.getFileName());
                boolean dead = name.matches("\\d{1,18}")
                        && ProcessHandle.of(Long.parseLong(name))
                                .filter(ProcessHandle::isAlive)
                                .isEmpty();
                if (dead) {
                    delete(entry);
                }
            }
        }
    }

    /** What the files take on the disk, about: their lengths, of sparse ones too. */
    private static long size(Path dataDir) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.toList()) {
                try {
                    sum += Files.isRegularFile(file) ? Files.size(file) : 0;
                } catch (IOException e) {
                    // Deleted by retention meanwhile.
                }
            }
        } catch (UncheckedIOException e) {
            // So was a directory, while it was walked: then nothing is known to be left of the budget.
            return Long.MAX_VALUE;
        }
        return sum;
    }

    Path directory() {
        return directory;
    }

    long maxBytes() {
        return maxBytes;
    }

    @Override
    public void close() {
        delete(directory);
    }

    private static void delete(Path tree) {
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(tree)) {
            entries = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException e) {
            return;
        }
        for (Path entry : entries) {
            try {
                Files.deleteIfExists(entry);
            } catch (IOException e) {
                // The next query tries again.
            }
        }
    }
}
