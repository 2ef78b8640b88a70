package io.weir.storage;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of a named reader in a journal, kept durably: behind its last checkpoint it still needs everything, and age
 * deletes nothing of that. Saved and moved by the reader's thread, read by anyone.
 *
 * <pre>
 *   1 2 3 4 5 | 6 7 8 | 9 10 11 …
 *             saved   read           after a crash it goes on behind saved; what is deleted behind read is lost to it
 * </pre>
 */
public final class Cursor {
    private static final Logger LOG = LoggerFactory.getLogger(Cursor.class);

    private final String name;
    private final String journal;
    private final CheckpointStore store;
    private final AtomicLong lost = new AtomicLong();
    /** Deletions up to here have been counted. Guarded by this. */
    private long countedThrough;

    private volatile long saved;
    private volatile long read;

    Cursor(String name, String journal, long saved, CheckpointStore store) {
        this.name = name;
        this.journal = journal;
        this.saved = saved;
        this.read = saved;
        this.store = store;
    }

    /** The reader's name, unique in its appliance. */
    public String name() {
        return name;
    }

    /** The id of the journal that it reads. */
    public String journal() {
        return journal;
    }

    /** The last checkpoint of the reader in this journal. */
    public Optional<Checkpoint> load() {
        return store.load(name, journal);
    }

    /**
     * Keeps a checkpoint durably in the place of the one before; what it covers need not be kept any more.
     *
     * @return false if there is no space for it now; the one before still stands
     * @throws StorageException if it may not reach the disk; the one before still stands
     */
    public boolean save(Checkpoint checkpoint) {
        if (!store.save(name, journal, checkpoint)) {
            return false;
        }
        saved = checkpoint.inputSequence();
        read = Math.max(read, saved);
        return true;
    }

    /** As {@link #save(Checkpoint)}, for a reader whose position is all its state. */
    public boolean save(long sequence) {
        return save(new Checkpoint("", sequence, 0, new byte[0]));
    }

    /** Hot path. Notes how far the journal has been read. */
    public void read(long sequence) {
        read = sequence;
    }

    /** The sequence behind which it needs everything. */
    public long saved() {
        return saved;
    }

    /** How many documents were deleted before it read them, since the start. */
    public long lostDocuments() {
        return lost.get();
    }

    /** Notes what of a deletion this reader had not read; says so in the log. */
    synchronized void deleted(long deletedBefore, long deletedThrough, String why) {
        long count = deletedThrough - Math.max(read, Math.max(deletedBefore, countedThrough));
        countedThrough = Math.max(countedThrough, deletedThrough);
        if (count > 0) {
            lost.addAndGet(count);
            LOG.warn(
                    "reader {} has lost {} documents of journal {}, up to sequence {}: deleted unread to keep {}",
                    name,
                    count,
                    journal,
                    deletedThrough,
                    why);
        }
    }
}
