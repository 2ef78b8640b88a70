package io.weir.storage;

import java.util.Optional;
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
    private volatile long saved;
    /** How far the journal has been read. Guarded by this. */
    private long read;
    /** How far it is deleted. Guarded by this. */
    private long deleted;
    /** What lay between the two when the reader went on behind both. Guarded by this. */
    private long lost;

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
        synchronized (this) {
            saved = checkpoint.inputSequence();
            read(Math.max(read, saved));
        }
        return true;
    }

    /** As {@link #save(Checkpoint)}, for a reader whose position is all its state. */
    public boolean save(long sequence) {
        return save(new Checkpoint("", sequence, 0, new byte[0]));
    }

    /** How much has been written to keep its checkpoints, since the start, in bytes. */
    public long checkpointBytes() {
        return store.written(name);
    }

    /** Hot path. Notes that the journal has been read up to here, one document after the other as far as they are there. */
    public synchronized void read(long sequence) {
        if (sequence > deleted) {
            lost += Math.max(0, deleted - read);
        }
        read = sequence;
    }

    /** The sequence behind which it needs everything. */
    public long saved() {
        return saved;
    }

    /** How many documents were deleted before it read them, since the start. */
    public synchronized long lostDocuments() {
        return lost + Math.max(0, deleted - read);
    }

    /**
     * Notes that a part of the journal is about to be deleted, and says in the log if this reader has not read it. What it
     * still manages to read of it does not count as lost.
     *
     * @param before what was deleted before
     */
    synchronized void deleting(long before, long through, String why) {
        if (deleted < before) {
            read = Math.max(read, before);
        }
        long count = through - Math.max(read, deleted);
        deleted = Math.max(deleted, through);
        if (count > 0) {
            LOG.warn(
                    "reader {} has lost {} documents of journal {}, up to sequence {}: deleted unread to keep {}",
                    name,
                    count,
                    journal,
                    through,
                    why);
        }
    }
}
