package io.weir.storage;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.DeadLetters;
import io.weir.storage.file.Directories;
import io.weir.storage.file.DiskSpace;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All journals of an appliance, open for appending, and its checkpoints. Owns the data directory: only one instance has it
 * open. Thread-safe.
 *
 * <pre>
 *   data_dir/weir.lock
 *            journals/readings/manifest
 *                              g0000000001/…     one Chronicle Queue each
 *            checkpoints/press_1m.checkpoint
 * </pre>
 */
public final class JournalStore implements AutoCloseable {
    static final String JOURNALS = "journals";
    static final String CHECKPOINTS = "checkpoints";
    /** What a generation takes beside its documents: its directory, Chronicle's own table. */
    private static final long GENERATION_OVERHEAD_BYTES = 16 * 1024;

    private static final long MIN_ROLL_BYTES = 1 << 20;

    private final Path dataDir;
    private final DataDirLock lock;
    private final Map<String, LiveJournal> journals = new LinkedHashMap<>();
    private final CommitThread commit;
    private final CheckpointStore checkpoints;
    private final DiskSpace space;
    private boolean closed;

    private JournalStore(Path dataDir, StorageConfig config, Forcer forcer, StoreOptions options, DataDirLock lock)
            throws IOException {
        this.dataDir = dataDir;
        this.lock = lock;
        boolean forcing = config.sync().mode() == SyncMode.GROUP;
        Path checkpointDirectory = Files.createDirectories(dataDir.resolve(CHECKPOINTS));
        checkpoints = new CheckpointStore(checkpointDirectory, forcer);
        space = DiskSpace.of(dataDir);
        try {
            for (JournalConfig journal : config.journals().values()) {
                Path directory = dataDir.resolve(JOURNALS).resolve(journal.id());
                journals.put(
                        journal.id(),
                        new LiveJournal(
                                journal, directory, forcer, forcing, space, rollBytes(config, journal, options)));
            }
        } catch (IOException | RuntimeException e) {
            journals.values().forEach(LiveJournal::close);
            throw e;
        }
        List<LiveJournal> deadLettersFirst = new ArrayList<>(journals.values());
        deadLettersFirst.sort(
                (a, b) -> Boolean.compare(b.id().equals(DeadLetters.NAME), a.id().equals(DeadLetters.NAME)));
        Retention retention = new Retention(deadLettersFirst, config, () -> diskBytes(dataDir, journals));
        commit = new CommitThread(
                deadLettersFirst, forcing, config.sync().maxDelay(), retention::run, options.housekeeping());
        space.onLow(commit::urgeHousekeeping);
        commit.start();
    }

    /** Small enough that a journal's limits hold though only whole generations are deleted. */
    private static long rollBytes(StorageConfig config, JournalConfig journal, StoreOptions options) {
        long size = journal.size().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        long budget = config.budget().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        return Math.min(options.rollBytes(), Math.max(MIN_ROLL_BYTES, Math.min(size, budget / 2) / 8));
    }

    /**
     * Opens the journals: recovers each, and begins a new generation in each.
     *
     * @throws StorageException if the data directory is in use, cannot be written, or has no space; the message says which
     *     and what to do
     */
    public static JournalStore open(Path dataDir, StorageConfig config) {
        return open(dataDir, config, Forcer.DISK);
    }

    /** As {@link #open(Path, StorageConfig)}, with another way to the disk. */
    public static JournalStore open(Path dataDir, StorageConfig config, Forcer forcer) {
        return open(dataDir, config, forcer, StoreOptions.DEFAULT);
    }

    static JournalStore open(Path dataDir, StorageConfig config, Forcer forcer, StoreOptions options) {
        DataDirLock lock = null;
        boolean opened = false;
        try {
            Files.createDirectories(dataDir);
            lock = DataDirLock.take(dataDir);
            JournalStore store = new JournalStore(dataDir, config, forcer, options, lock);
            opened = true;
            return store;
        } catch (IOException e) {
            throw new StorageException(explain(dataDir, e), e);
        } finally {
            if (lock != null && !opened) {
                lock.close();
            }
        }
    }

    private static String explain(Path dataDir, IOException e) {
        if (e instanceof AccessDeniedException) {
            return "data directory " + dataDir + " cannot be written: access to " + e.getMessage()
                    + " is denied; give it to the user that runs Weir";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "data directory " + dataDir + " cannot be made: " + e.getMessage() + " is there and no directory";
        }
        return "data directory " + dataDir + " cannot be opened: " + e.getMessage()
                + "; it must be a directory that can be written, with space, on a disk of this machine";
    }

    /**
     * A journal.
     *
     * @param id one of the configuration
     */
    public Journal journal(String id) {
        LiveJournal journal = journals.get(id);
        if (journal == null) {
            throw new IllegalArgumentException("there is no journal " + id + ", only " + journals.keySet());
        }
        return journal;
    }

    /** The group commit of all journals. */
    public GroupCommit commit() {
        return commit;
    }

    /** The checkpoints of pipelines. */
    public CheckpointStore checkpoints() {
        return checkpoints;
    }

    /** How much of the disk everything under the data directory takes, in bytes. */
    public long diskBytes() {
        return diskBytes(dataDir, journals);
    }

    /** How much room the file system of the data directory has, and whether appends are refused for lack of it. */
    public SpaceStats space() {
        return new SpaceStats(space.usable(), space.reserve(), space.isFull(), space.refusals());
    }

    private static long diskBytes(Path dataDir, Map<String, LiveJournal> journals) {
        long bytes = 0;
        for (LiveJournal journal : journals.values()) {
            bytes += Retention.sealedBytes(journal)
                    + journal.activeBytes()
                    + journal.manifest().generations().size() * GENERATION_OVERHEAD_BYTES;
        }
        try {
            return bytes + Directories.bytes(dataDir);
        } catch (IOException e) {
            return bytes;
        }
    }

    /** Commits what is left (unless storage has failed), seals the journals and gives the data directory up. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        commit.close();
        journals.values().forEach(LiveJournal::close);
        lock.close();
    }
}
