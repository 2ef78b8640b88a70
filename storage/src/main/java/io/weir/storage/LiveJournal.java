package io.weir.storage;

import io.weir.config.StorageConfig.JournalConfig;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.document.DocumentHeader;
import io.weir.storage.document.RowsEncoder;
import io.weir.storage.manifest.GenerationEntry;
import io.weir.storage.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hot path. A journal that is open for appending. Appending threads meet at its lock; forcing, rolling and deleting are
 * the commit thread's, and happen outside the lock but for the moment of the swap.
 */
final class LiveJournal implements Journal, Generations {
    private static final Logger LOG = LoggerFactory.getLogger(LiveJournal.class);
    /** A generation of less grows older before the next: with the journal idle it would be mostly overhead. */
    private static final long SMALL_BYTES = 256 << 10;
    /** A generation of this part of its full size is worth ending early to make room. */
    private static final int WORTH_ENDING = 8;

    private static final int SMALL_FACTOR = 4;
    private static final long ROLL_RETRY_NANOS = Duration.ofSeconds(10).toNanos();

    private final JournalConfig config;
    private final Path directory;
    private final Forcer forcer;
    private final boolean forcing;
    private final JournalSetup setup;
    private final long rollAfterNanos;
    private Consumer<LiveJournal> onAppend = journal -> {};
    private Consumer<Throwable> onFault = fault -> {};

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final RowsEncoder encoder = new RowsEncoder();
    private final SchemaIds schemaIds = new SchemaIds();
    private final Positions positions;
    private final Map<String, Schema> schemas;
    private ActiveGeneration active;
    private final CommitCounts counts = new CommitCounts();
    private @Nullable Throwable fault;
    /** Retention wants the generation that is written. */
    private boolean endAsked;

    // Written under lock, read by anyone.
    private volatile long appended;
    // Written by the commit thread (durable, without forces, under lock by those that append), read by anyone.
    private volatile long durable;
    // The commit thread's own, after construction.
    private final GenerationList list;
    private long nextNumber;
    private long rollNotBeforeNanos = System.nanoTime();
    // What the commit that is under way began with.
    private long marked;
    private ActiveGeneration current;
    private @Nullable ActiveGeneration ended;

    /** Recovers the journal and begins a generation. */
    LiveJournal(JournalSetup setup) throws IOException {
        this.setup = setup;
        this.config = setup.config();
        this.directory = setup.directory();
        this.forcer = setup.forcer();
        this.forcing = setup.forcing();
        this.rollAfterNanos = rollAfter(config);
        Files.createDirectories(directory);
        Recovery.State state = Recovery.of(directory, setup.dependency().getAsLong());
        if (forcing) {
            state.force(forcer::force);
        }
        positions = state.positions();
        schemas = new LinkedHashMap<>(state.schemas());
        appended = state.last();
        durable = state.last();
        nextNumber = state.nextNumber();
        list = new GenerationList(directory, forcer, setup.share().space(), state.manifest());
        active = begin(nextNumber++);
        current = active;
        try {
            active.forceNew(directory, forcer);
            list.begin(active.opened());
        } catch (IOException | RuntimeException e) {
            active.close();
            throw e;
        }
    }

    private ActiveGeneration begin(long number) throws IOException {
        return ActiveGeneration.begin(
                directory, number, appended, durable, positions, schemas.values(), setup.share(), setup.clock());
    }

    /** With an age to keep, generations end in time for it: about eight of them cover it. */
    private static long rollAfter(JournalConfig config) {
        return config.age()
                .map(age -> Math.min(
                        Duration.ofDays(1).toNanos(),
                        Math.max(Duration.ofHours(1).toNanos(), age.dividedBy(8).toNanos())))
                .orElse(Long.MAX_VALUE);
    }

    /** Before the journal is used: who is told of an append, and of a fault of the storage. */
    void connect(Consumer<LiveJournal> appendListener, Consumer<Throwable> faultListener) {
        onAppend = appendListener;
        onFault = faultListener;
    }

    // ---- appending, on any thread ---------------------------------------------------------------------------------

    @Override
    public long append(RowBatch batch) {
        long sequence;
        lock.lock();
        try {
            if (fault != null) {
                throw new StorageException(
                        "journal " + id() + " takes nothing any more since its storage has failed: "
                                + fault.getMessage() + "; restart Weir when the disk is sound",
                        fault);
            }
            sequence = appended + 1;
            append(batch, sequence);
            appended = sequence;
            if (!forcing) {
                durable = sequence;
            }
        } finally {
            lock.unlock();
        }
        batch.setSequence(sequence);
        onAppend.accept(this);
        return sequence;
    }

    private void append(RowBatch batch, long sequence) {
        long schemaId = schemaIds.of(batch.schema());
        int length = encoder.encode(
                batch, schemaId, sequence, durable, setup.dependency().getAsLong(), active.ranNanos());
        if (length > DocumentHeader.MAX_DOCUMENT_BYTES) {
            throw new StorageException("a batch of " + batch.rowCount() + " rows of "
                    + batch.schema().name()
                    + " is a document of " + length + " bytes, at most " + DocumentHeader.MAX_DOCUMENT_BYTES
                    + " fit: make batch.rows smaller");
        }
        try {
            if (active.ensureSchema(batch, schemaId, durable)) {
                schemas.remove(batch.schema().name());
                schemas.put(batch.schema().name(), batch.schema());
            }
            active.append(encoder.bytes(), length, encoder.header());
        } catch (IOException e) {
            throw StorageException.temporary("journal " + id() + " takes nothing for now: " + e.getMessage(), e);
        } catch (RuntimeException | InternalError e) {
            fault = e;
            onFault.accept(e);
            throw new StorageException("journal " + id() + " cannot be written: " + e.getMessage(), e);
        }
        positions.note(batch.schema().name(), batch.partitions());
        counts.append(batch.rowCount(), length);
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public long appended() {
        return appended;
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public Map<String, Map<String, Long>> positions() {
        lock.lock();
        try {
            return positions.copy();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public JournalReader reader(long afterSequence) {
        return new JournalWalk(this, afterSequence);
    }

    // ---- committing, on the commit thread -------------------------------------------------------------------------

    /**
     * Begins a commit: what is appended now is what will be made durable. Rolls if it is time. The journal that others
     * depend on is marked after them and committed before them, so that nothing is durable without what it depends on.
     */
    void mark() {
        lock.lock();
        try {
            marked = appended;
            counts.mark();
            ended = isRollDue() ? roll() : null;
            current = active;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes everything durable that was appended when it was {@linkplain #mark marked}.
     *
     * @return whether there was anything to do
     */
    boolean commit() throws IOException {
        ActiveGeneration old = ended;
        ended = null;
        if (old == null) {
            list.catchUp(current);
        }
        boolean work = counts.isWaiting() || old != null;
        if (old != null) {
            finishRoll(old, current);
        } else if (work && forcing) {
            current.force(forcer);
        }
        if (forcing) {
            durable = marked;
        }
        counts.commit();
        return work;
    }

    /** Makes the pages that will be written next present, so that appends meet no faults. */
    void touchAhead() {
        lock.lock();
        try {
            current.prepareTouchAhead();
        } finally {
            lock.unlock();
        }
        current.touchAhead();
    }

    private boolean isRollDue() {
        return !active.isEmpty()
                && !list.isBehind()
                && System.nanoTime() - rollNotBeforeNanos >= 0
                && (endAsked
                        || active.position() >= setup.rollBytes()
                        || active.ranNanos() / (active.position() < SMALL_BYTES ? SMALL_FACTOR : 1) >= rollAfterNanos);
    }

    /** Under the lock. Returns the generation that has ended, or null if the next one could not be begun. */
    private @Nullable ActiveGeneration roll() {
        long number = nextNumber++;
        try {
            ActiveGeneration old = active;
            active = begin(number);
            endAsked = false;
            return old;
        } catch (IOException e) {
            LOG.warn("journal {} goes on in its old generation: {}", id(), e.getMessage());
            rollNotBeforeNanos = System.nanoTime() + ROLL_RETRY_NANOS;
            list.deleteQuietly(number);
            return null;
        }
    }

    /** The old file first, then the new one and its directory, then the list. */
    private void finishRoll(ActiveGeneration old, ActiveGeneration next) throws IOException {
        if (forcing) {
            old.force(forcer);
            next.forceNew(directory, forcer);
        }
        list.roll(old, next);
    }

    /** Makes the journal refuse everything from now on. */
    void fail(Throwable cause) {
        lock.lock();
        try {
            if (fault == null) {
                fault = cause;
            }
        } finally {
            lock.unlock();
        }
    }

    long unforcedRows() {
        lock.lock();
        try {
            return counts.unforcedRows();
        } finally {
            lock.unlock();
        }
    }

    long unforcedBytes() {
        lock.lock();
        try {
            return counts.unforcedBytes();
        } finally {
            lock.unlock();
        }
    }

    /** After the last commit: seals the generation. After a failure: leaves that to the next start, which looks closely. */
    void close() {
        lock.lock();
        try {
            boolean sound = fault == null && appended == durable;
            if (fault == null) {
                fault = new IllegalStateException("the journal is closed");
            }
            active.close();
            if (sound) {
                list.seal(active);
            }
        } catch (IOException e) {
            LOG.warn("journal {} could not be sealed, the next start will scan it: {}", id(), e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    // ---- retention, on the commit thread --------------------------------------------------------------------------

    JournalConfig config() {
        return config;
    }

    /** Deletes sealed generations at the front of the list. */
    void deleteFirst(int count) throws IOException {
        list.deleteFirst(count);
    }

    /** How much of the disk the generation that is written takes, in bytes. */
    long activeBytes() {
        lock.lock();
        try {
            return active.diskBytes();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks that the generation that is written ends with the next commit, so that it can be deleted, unless it is too small
     * to be worth it. Returns whether it will.
     */
    boolean endSoon() {
        lock.lock();
        try {
            endAsked |= active.position() >= setup.rollBytes() / WORTH_ENDING;
            return isRollDue();
        } finally {
            lock.unlock();
        }
    }

    /** For how long the generation that is written has been, in nanoseconds of the monotonic clock. */
    long activeRanNanos() {
        lock.lock();
        try {
            return active.ranNanos();
        } finally {
            lock.unlock();
        }
    }

    // ---- generations, for readers ---------------------------------------------------------------------------------

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Manifest manifest() {
        return list.manifest();
    }

    @Override
    public @Nullable TimeIndex index(GenerationEntry entry) {
        lock.lock();
        try {
            if (entry.number() == active.number()) {
                return active.index().copy();
            }
        } finally {
            lock.unlock();
        }
        return Generations.super.index(entry);
    }

    @Override
    public void refresh() {
        // It always is what it is.
    }

    @Override
    public long limit() {
        return durable;
    }
}
