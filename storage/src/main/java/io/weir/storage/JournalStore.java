package io.weir.storage;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.DeadLetters;
import io.weir.storage.chronicle.GenerationWriter;
import io.weir.storage.file.Budget;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.SpaceShare;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All journals of an appliance, open for appending, and its readers' checkpoints. Owns the data directory: only one instance has it
 * open. Thread-safe.
 *
 * <pre>
 *   data_dir/weir.lock
 *            journals/readings/manifest
 *                              g0000000001/…     one Chronicle Queue each
 *            checkpoints/press_1m.checkpoint      see CheckpointFile
 * </pre>
 */
public final class JournalStore implements AutoCloseable {
    static final String JOURNALS = "journals";
    static final String CHECKPOINTS = "checkpoints";
    private static final long MIN_ROLL_BYTES = 1 << 20;
    /** How much is reserved ahead of what is written. */
    private static final long MIN_STEP_BYTES = 128 << 10;

    private static final long MAX_STEP_BYTES = 4 << 20;

    private final DataDirLock lock;
    private final Map<String, LiveJournal> journals = new LinkedHashMap<>();
    private final CommitThread commit;
    private final Cursors cursors;
    private final DiskSpace space;
    private boolean closed;

    private JournalStore(Path dataDir, StorageConfig config, Forcer forcer, StoreOptions options, DataDirLock lock)
            throws IOException {
        this.lock = lock;
        long limit = config.budget().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        long setAside = config.journals().size() * GenerationWriter.BEGIN_BYTES;
        space = DiskSpace.of(dataDir, new Budget(dataDir, limit, setAside));
        cursors =
                new Cursors(new CheckpointStore(Files.createDirectories(dataDir.resolve(CHECKPOINTS)), forcer, space));
        try {
            for (JournalConfig journal : deadLettersFirst(config)) {
                journals.put(journal.id(), new LiveJournal(setup(dataDir, config, journal, forcer, options)));
            }
        } catch (IOException | RuntimeException e) {
            journals.values().forEach(LiveJournal::close);
            throw e;
        }
        space.enforce();
        List<LiveJournal> inOrder = List.copyOf(journals.values());
        Retention retention = new Retention(inOrder, space, cursors);
        commit = new CommitThread(
                inOrder,
                config.sync().mode() == SyncMode.GROUP,
                config.sync().maxDelay(),
                retention::run,
                options.housekeeping());
        space.onLow(commit::urgeHousekeeping);
        commit.start();
    }

    private JournalSetup setup(
            Path dataDir, StorageConfig config, JournalConfig journal, Forcer forcer, StoreOptions options) {
        LiveJournal letters = journals.get(DeadLetters.NAME);
        long rollBytes = rollBytes(config, journal, options);
        int rank = (int) config.journals().values().stream()
                .mapToInt(JournalConfig::priority)
                .filter(priority -> priority > journal.priority())
                .distinct()
                .count();
        return new JournalSetup(
                journal,
                dataDir.resolve(JOURNALS).resolve(journal.id()),
                forcer,
                config.sync().mode() == SyncMode.GROUP,
                new SpaceShare(space, rank, Math.max(MIN_STEP_BYTES, Math.min(MAX_STEP_BYTES, rollBytes / 4))),
                rollBytes,
                options.nanoTime(),
                letters == null ? () -> 0 : letters::appended);
    }

    /** The others depend on it: it is recovered before them, and forced before them. */
    private static List<JournalConfig> deadLettersFirst(StorageConfig config) {
        List<JournalConfig> journals = new ArrayList<>(config.journals().values());
        journals.sort((a, b) -> Boolean.compare(b.id().equals(DeadLetters.NAME), a.id().equals(DeadLetters.NAME)));
        return journals;
    }

    /** Small enough that a journal's limits hold though only whole generations are deleted. */
    private static long rollBytes(StorageConfig config, JournalConfig journal, StoreOptions options) {
        long size = journal.size().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        long budget = config.budget().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        return Math.min(
                options.rollBytes(),
                Math.max(
                        MIN_ROLL_BYTES,
                        Math.min(size / 8, budget / (5L * config.journals().size()))));
    }

    /**
     * Opens the journals: recovers each, and begins a new generation in each.
     *
     * @throws StorageException if the data directory is in use, cannot be written, has no space, or is on a disk that cannot
     *     hold the budget; the message says which and what to do
     */
    public static JournalStore open(Path dataDir, StorageConfig config) {
        return open(dataDir, config, Forcer.DISK);
    }

    /** As {@link #open(Path, StorageConfig)}, with another way to the disk. */
    public static JournalStore open(Path dataDir, StorageConfig config, Forcer forcer) {
        return open(dataDir, config, forcer, StoreOptions.DEFAULT);
    }

    static JournalStore open(Path dataDir, StorageConfig config, Forcer forcer, StoreOptions options) {
        Capacity.problem(dataDir, config).ifPresent(problem -> {
            throw new StorageException("storage.budget " + problem);
        });
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
        return live(id);
    }

    private LiveJournal live(String id) {
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

    /**
     * Registers a named reader: from now on age deletes nothing that lies behind its last checkpoint.
     *
     * @param name {@code [a-z0-9_.-]+}
     * @param journal one of the configuration
     */
    public Cursor cursor(String name, String journal) {
        return cursors.open(name, journal, live(journal).manifest().deletedThrough());
    }

    /** Once all readers are registered: lets go of those of an earlier configuration. */
    public void keepOnlyCursors(Collection<String> names) {
        cursors.keepOnly(names);
    }

    /** All registered readers, and those of the process before until {@link #keepOnlyCursors}. */
    public List<Cursor> cursors() {
        return cursors.all();
    }

    /** How much of the disk everything under the data directory takes at most, in bytes; -1 if that cannot be told. */
    public long diskBytes() {
        try {
            return space.budget().used();
        } catch (IOException e) {
            return -1;
        }
    }

    /** How much room the file system of the data directory has, and whether appends are refused for lack of it. */
    public SpaceStats space() {
        return new SpaceStats(space.usable(), space.reserve(), space.isFull(), space.refusals());
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
