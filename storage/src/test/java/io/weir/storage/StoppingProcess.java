package io.weir.storage;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import io.weir.storage.manifest.GenerationEntry;
import io.weir.storage.manifest.Manifest;
import io.weir.storage.manifest.ManifestException;
import io.weir.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The program of {@link NamedKillTest}: appends numbered rows, saves checkpoints, lets retention delete, says on its output
 * what is promised, and sends itself SIGKILL at the n-th time that it comes to a point.
 */
final class StoppingProcess implements Forcer {
    /** Where it can stop. */
    enum Point {
        APPEND,
        BEFORE_FORCE,
        AFTER_FORCE,
        ACK,
        ROLL_OLD_FILE,
        ROLL_NEW_FILE,
        ROLL_DIRECTORY,
        ROLL_MANIFEST,
        DELETE,
        CHECKPOINT_WRITTEN,
        CHECKPOINT_RENAMED,
        CHECKPOINT_APPENDED,
        CHECKPOINT_APPEND_FORCED
    }

    static final StoreOptions OPTIONS = new StoreOptions(300_000, Duration.ofMillis(20));

    private final Point point;
    private final AtomicLong left;
    private String newest = "";
    private long deletedThrough = -1;

    private StoppingProcess(Point point, long times) {
        this.point = point;
        this.left = new AtomicLong(times);
    }

    /** A journal of at most 2 MiB, so that generations are deleted all the time. */
    static StorageConfig config() {
        return Stores.config(
                SyncMode.GROUP,
                Duration.ofMillis(2),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ByteSize.ofMiB(2)));
    }

    private void at(Point here) {
        if (here == point && left.decrementAndGet() == 0) {
            try {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid()))
                        .start();
            } catch (IOException e) {
                Runtime.getRuntime().halt(1);
            }
            while (true) {
                LockSupport.park();
            }
        }
    }

    @Override
    public void force(Path path, FileChannel channel) throws IOException {
        String name = path.toString();
        boolean readings = name.contains("/readings");
        if (readings && name.endsWith(".cq4")) {
            boolean young = name.compareTo(newest) > 0;
            if (young && !newest.isEmpty()) {
                at(Point.ROLL_NEW_FILE);
            }
            newest = young ? name : newest;
            if (isFollowed(path.getParent())) {
                at(Point.ROLL_OLD_FILE);
            }
            at(Point.BEFORE_FORCE);
        } else if (name.endsWith(".checkpoint.tmp")) {
            at(Point.CHECKPOINT_WRITTEN);
        } else if (name.endsWith("/checkpoints")) {
            at(Point.CHECKPOINT_RENAMED);
        } else if (name.endsWith(".checkpoint")) {
            at(Point.CHECKPOINT_APPENDED);
        } else if (name.endsWith("/readings/manifest.tmp")) {
            at(Point.ROLL_MANIFEST);
        } else if (name.endsWith("/readings")) {
            at(Point.ROLL_DIRECTORY);
        }
        channel.force(false);
        if (readings && name.endsWith(".cq4")) {
            at(Point.AFTER_FORCE);
        } else if (name.endsWith(".checkpoint")) {
            at(Point.CHECKPOINT_APPEND_FORCED);
        } else if (name.endsWith("/readings") && hasDroppedSome(path)) {
            // The list is on the disk; what it no longer has is deleted next.
            at(Point.DELETE);
        }
    }

    /** Whether the generation in this directory has been followed by another. */
    private static boolean isFollowed(Path generation) {
        long number = Long.parseLong(generation.getFileName().toString().substring(1));
        return Files.exists(generation.resolveSibling(GenerationEntry.directoryName(number + 1)));
    }

    private boolean hasDroppedSome(Path journal) throws IOException {
        long now;
        try {
            now = ManifestFile.read(journal.resolve(ManifestFile.NAME))
                    .map(Manifest::deletedThrough)
                    .orElse(0L);
        } catch (ManifestException e) {
            throw new IOException(e);
        }
        boolean changed = now > deletedThrough && deletedThrough >= 0;
        deletedThrough = now;
        return changed;
    }

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] args) {
        StoppingProcess self = new StoppingProcess(Point.valueOf(args[1]), Long.parseLong(args[2]));
        RowBatch batch = Stores.batch();
        Random random = new Random(Long.parseLong(args[3]));
        try (JournalStore store = JournalStore.open(Path.of(args[0]), config(), self, OPTIONS)) {
            Journal journal = store.journal("readings");
            Map<String, Map<String, Long>> positions = journal.positions();
            long next = positions.isEmpty() ? 0 : positions.get("press").get("plant-0");
            System.out.println("begin " + journal.appended() + " " + next);
            AtomicLong durable = new AtomicLong();
            for (int i = 1; store.commit().failure() == null; i++) {
                int rows = 1 + random.nextInt(50);
                journal.append(Batches.counting(batch, next, rows));
                self.at(Point.APPEND);
                next += rows;
                long end = next;
                store.commit().afterDurable(() -> {
                    self.at(Point.ACK);
                    durable.set(end);
                    System.out.println("durable " + end);
                });
                if (i % 300 == 0) {
                    Stores.awaitDurable(store, journal);
                    long covered = durable.get();
                    store.cursor("p", "readings").save(LargeStates.checkpoint(covered));
                    System.out.println("checkpoint " + covered);
                }
            }
        }
    }
}
