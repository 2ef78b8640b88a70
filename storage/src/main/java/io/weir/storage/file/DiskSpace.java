package io.weir.storage.file;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left of the file system that journals grow on, and how much of it they leave alone:
 *
 * <pre>
 *   | used | what journals may still take            | low: retention is asked | reserve: for lists, heads, checkpoints |
 *          |&lt;----------------- usable, of which only what is left of the reserve is given away ------------------&gt;|
 * </pre>
 *
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
    private final AtomicLong refusals = new AtomicLong();
    private volatile Runnable onLow = () -> {};
    private volatile boolean full;

    /** With a reserve in bytes. */
    public DiskSpace(Usable usable, long reserve) {
        this.usable = usable;
        this.reserve = reserve;
    }

    /** That of the file system of a directory, which must exist. */
    public static DiskSpace of(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new DiskSpace(store::getUsableSpace, reserveOf(store.getTotalSpace()));
    }

    /** One hundredth of a file system, at least 64 MiB and at most 256 MiB, but never more than an eighth. */
    static long reserveOf(long total) {
        return Math.min(total / 8, Math.min(MAX_RESERVE, Math.max(MIN_RESERVE, total / 100)));
    }

    /** What is run, on the thread that asks for space, when little is left; it must return at once. */
    public void onLow(Runnable listener) {
        onLow = listener;
    }

    /**
     * How much of the {@code wanted} bytes a file may take; at least {@code needed}.
     *
     * @throws NoSpaceException if not even that much is left beside the reserve
     */
    public long allow(Path file, long needed, long wanted) throws IOException {
        long bytes = usable.bytes();
        long available = bytes - reserve;
        if (available - wanted < Math.min(LOW, reserve / 2)) {
            onLow.run();
        }
        if (available < needed) {
            throw refuse(file, bytes, needed, reserve);
        }
        if (full) {
            full = false;
            LOG.info("there is space again for {}: {} bytes are free", file, bytes);
        }
        return Math.min(wanted, Math.max(needed, available));
    }

    /** As {@link #allow}, from the reserve, too: for what must go on when the disk is full. */
    public void require(Path file, long needed) throws IOException {
        long bytes = usable.bytes();
        if (bytes < needed) {
            throw refuse(file, bytes, needed, 0);
        }
    }

    /** Notes that the file system has refused {@code needed} bytes itself, and returns what to throw. */
    public NoSpaceException refused(Path file, long needed) throws IOException {
        onLow.run();
        return refuse(file, usable.bytes(), needed, 0);
    }

    private NoSpaceException refuse(Path file, long bytes, long needed, long kept) {
        refusals.incrementAndGet();
        NoSpaceException refusal = new NoSpaceException(file, bytes, needed, kept);
        if (!full) {
            full = true;
            LOG.warn("nothing is taken until there is space: {}", refusal.getMessage());
        }
        return refusal;
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
