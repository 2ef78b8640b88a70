package io.weir.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How much of the disk everything under a directory may take, as one number. Large files claim their space before they
 * take it and release it when it is given back; small files are counted as they are found. So what is really taken is
 * never more than what is counted, and that never more than the limit.
 *
 * <pre>
 *   | small files | claimed by journals | room                            | headroom: for lists, heads, checkpoints |
 *   |&lt;------------------------------------------- limit ------------------------------------------------------&gt;|
 * </pre>
 *
 * Thread-safe.
 */
public final class Budget {
    /** Lists of generations are written without asking: so much is left to them. */
    private static final long LISTS = 64 * 1024;

    private final Path directory;
    private final long limit;
    private final long setAside;
    /** Guarded by this. */
    private long claimed;

    /**
     * A budget of which nothing is claimed.
     *
     * @param limit in bytes; {@code Long.MAX_VALUE} for none
     * @param setAside how many bytes of it only {@link #claimToBegin} takes
     */
    public Budget(Path directory, long limit, long setAside) {
        this.directory = directory;
        this.limit = limit;
        this.setAside = setAside;
    }

    /** In bytes; {@code Long.MAX_VALUE} for none. */
    public long limit() {
        return limit;
    }

    /** What one step of priority leaves to the next, in bytes; also what even the last must leave to small files. */
    public long step() {
        return limit == Long.MAX_VALUE ? 0 : limit / 32;
    }

    /** What is taken, in bytes: what is claimed, and the small files. */
    public synchronized long used() throws IOException {
        return claimed + Directories.bytes(directory);
    }

    /** How much may still be claimed; less than nothing where more is taken than allowed. */
    public long room() throws IOException {
        return limit == Long.MAX_VALUE ? Long.MAX_VALUE : limit - LISTS - setAside - used();
    }

    /** Claims bytes if {@code leave} bytes of room remain behind them. Returns whether it has. */
    public synchronized boolean claim(long bytes, long leave) throws IOException {
        if (limit != Long.MAX_VALUE && room() - leave < bytes) {
            return false;
        }
        claimed += bytes;
        return true;
    }

    /** Claims bytes for the beginning of a generation, also from what is set aside for that. Returns whether it has. */
    public boolean claimToBegin(long bytes) throws IOException {
        return claim(bytes, -setAside);
    }

    /** Counts what is there already, whether it fits or not. */
    public synchronized void found(long bytes) {
        claimed += bytes;
    }

    /** Gives back what was claimed. */
    public synchronized void release(long bytes) {
        claimed -= bytes;
    }
}
