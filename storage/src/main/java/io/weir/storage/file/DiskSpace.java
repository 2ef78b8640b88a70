package io.weir.storage.file;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left of the file system that journals grow on and of their {@link Budget}, and how much of it they leave alone:
 *
 * <pre>
 *   | used | what journals may still take            | low: retention is asked | reserve: for lists, heads, checkpoints |
 *          |&lt;----------------- usable, of which only what is left of the reserve is given away ------------------&gt;|
 * </pre>
 *
 * A journal of a lower priority leaves an eighth of the reserve and a step of the budget more for each priority above it.
 * Asked whenever a journal takes its next piece of a few megabytes, not at every append. Thread-safe.
 */
public final class DiskSpace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

    private static final long MIN_RESERVE = 64L << 20;
    private static final long MAX_RESERVE = 256L << 20;
    private static final long LOW = 16L << 20;

    /** Tells how many bytes of the file system this user may still use. */
    @FunctionalInterface
    public interface Usable {
        long bytes() throws IOException;
    }

    private final Usable usable;
    private final long reserve;
    private final Budget budget;
    private final AtomicLong refusals = new AtomicLong();
    private volatile Runnable onLow = () -> {};
    private volatile boolean full;
    /** Until it is set the budget is only counted: a start has what it needs, and retention makes room right after. */
    private volatile boolean enforced;

    /** With a reserve in bytes. */
    public DiskSpace(Usable usable, long reserve, Budget budget) {
        this.usable = usable;
        this.reserve = reserve;
        this.budget = budget;
    }

    /** That of the file system of the budget's directory, which must exist. */
    public static DiskSpace of(Path directory, Budget budget) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new DiskSpace(store::getUsableSpace, reserveOf(store.getTotalSpace()), budget);
    }

    /** One hundredth of a file system, at least 64 MiB and at most 256 MiB, but never more than an eighth. */
    public static long reserveOf(long total) {
        return Math.min(total / 8, Math.min(MAX_RESERVE, Math.max(MIN_RESERVE, total / 100)));
    }

    /** What is run, on the thread that asks for space, when little is left; it must return at once. */
    public void onLow(Runnable listener) {
        onLow = listener;
    }

    /**
     * How much of the {@code wanted} bytes a file may take, at least {@code needed}; that much is claimed of the budget.
     *
     * @param rank how many priorities lie above this file's
     * @throws NoSpaceException if not even that much is left beside the reserve
     */
    public synchronized long allow(Path file, long needed, long wanted, int rank) throws IOException {
        long bytes = usable.bytes();
        long kept = reserve + rank * (reserve / 8);
        long leave = (rank + 1) * budget.step();
        long room = budget.room();
        long available = Math.min(bytes - kept, room - leave);
        if (bytes - kept - wanted < lowWater() || room - leave - wanted < budget.step()) {
            onLow.run();
        }
        long granted = Math.min(wanted, Math.max(needed, available));
        if (bytes - kept < needed) {
            throw refuse(NoSpaceException.onDisk(file, bytes, needed, kept));
        }
        if (!budget.claim(granted, leave)) {
            throw refuse(NoSpaceException.inBudget(file, budget.limit(), room, needed, leave));
        }
        if (full) {
            full = false;
            LOG.info("there is space again for {}: {} bytes are free", file, bytes);
        }
        return granted;
    }

    private long lowWater() {
        return Math.min(LOW, reserve / 2);
    }

    /** Whether so little of the file system is left that journals soon will have to stop, or have. */
    public boolean isLow() throws IOException {
        return usable.bytes() - reserve < lowWater();
    }

    /**
     * As {@link #allow}, from the reserve, too: for what must go on when the disk is full. To be released once it is
     * counted otherwise.
     */
    public void require(Path file, long needed) throws IOException {
        requireOnDisk(file, needed);
        if (!enforced) {
            budget.found(needed);
        } else if (!budget.claim(needed, 0)) {
            throw refuseInBudget(file, needed);
        }
    }

    /** As {@link #require}, for a generation that begins, and from what the budget sets aside for that. */
    public void requireToBegin(Path directory, long needed) throws IOException {
        requireOnDisk(directory, needed);
        if (!enforced) {
            budget.found(needed);
        } else if (!budget.claimToBegin(needed)) {
            throw refuseInBudget(directory, needed);
        }
    }

    private void requireOnDisk(Path file, long needed) throws IOException {
        long bytes = usable.bytes();
        if (bytes < needed) {
            throw refuse(NoSpaceException.onDisk(file, bytes, needed, 0));
        }
    }

    private NoSpaceException refuseInBudget(Path file, long needed) throws IOException {
        onLow.run();
        return refuse(NoSpaceException.inBudget(file, budget.limit(), budget.room(), needed, 0));
    }

    /** From now on nothing takes more than the budget has. */
    public void enforce() {
        enforced = true;
    }

    /** Gives back what was allowed or required, and not taken or taken no more. */
    public void release(long bytes) {
        budget.release(bytes);
    }

    /** Notes that the file system has refused {@code needed} bytes itself, and returns what to throw. */
    public NoSpaceException refused(Path file, long needed) throws IOException {
        onLow.run();
        return refuse(NoSpaceException.onDisk(file, usable.bytes(), needed, 0));
    }

    private NoSpaceException refuse(NoSpaceException refusal) {
        refusals.incrementAndGet();
        if (!full) {
            full = true;
            LOG.warn("nothing is taken until there is space: {}", refusal.getMessage());
        }
        return refusal;
    }

    /** What everything together may take. */
    public Budget budget() {
        return budget;
    }

    /** How many bytes journals leave alone. */
    public long reserve() {
        return reserve;
    }

    /** How many bytes of the file system are free for this user, reserve included; -1 if that cannot be told. */
    public long usable() {
        try {
            return usable.bytes();
        } catch (IOException e) {
            return -1;
        }
    }

    /** Whether the last request was refused. */
    public boolean isFull() {
        return full;
    }

    /** How many requests were refused. */
    public long refusals() {
        return refusals.get();
    }
}
