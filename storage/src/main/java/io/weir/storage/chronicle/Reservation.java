package io.weir.storage.chronicle;

import io.weir.storage.file.SpaceShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes disk space for a file ahead of the mapping that writes to it: a write to a mapped hole on a full disk would be a
 * fault in the middle of an append. Begins small, so that an idle journal costs little, and doubles up to its share's step.
 * Not thread-safe.
 */
final class Reservation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reservation.class);

    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int READ_WRITE = 2;
    private static final long FIRST_STEP = 128 * 1024;

    private static final PosixAPI POSIX = PosixAPI.posix();
    private static final boolean WORKS = works();

    private static final int UNKNOWN = -1;
    private static final int INTERRUPTED = 4;
    private static final int IO_ERROR = 5;
    private static final int NO_SPACE = 28;
    private static final int READ_ONLY = 30;
    private static final int OPERATION_NOT_SUPPORTED = 95;
    private static final int OVER_QUOTA = 122;

    private final Path file;
    private final SpaceShare share;
    private final int descriptor;
    private long reserved;
    private long step = FIRST_STEP;

    Reservation(Path file, SpaceShare share) throws IOException {
        this.file = file;
        this.share = share;
        this.descriptor = WORKS ? POSIX.open(file.toString(), READ_WRITE, 0) : -1;
        if (WORKS && descriptor < 0) {
            throw new IOException("cannot open " + file + " to reserve space");
        }
    }

    private static boolean works() {
        boolean works = POSIX.getClass().getSimpleName().equals("JNRPosixAPI");
        if (!works) {
            LOG.warn(
                    "disk space cannot be reserved ahead on this platform ({}): a full disk may end the process",
                    POSIX.getClass().getSimpleName());
        }
        return works;
    }

    /**
     * Makes sure that everything before {@code end} is backed by disk space, and as a rule some more; less of that when
     * the disk is nearly full.
     *
     * @throws io.weir.storage.file.NoSpaceException if there is no space beside the reserve
     */
    void reserveTo(long end) throws IOException {
        if (end <= reserved) {
            return;
        }
        long needed = end - reserved;
        long granted = share.allow(file, needed, Math.max(needed, step));
        long before = reserved;
        try {
            take(needed, granted);
        } finally {
            share.space().release(granted - (reserved - before));
        }
        step = Math.min(share.maxStep(), step * 2);
    }

    /**
     * Makes an empty file that is backed by {@code bytes} of disk space, so that the first writes to its mapping cannot
     * fail. Claims nothing: that has been done.
     */
    static void precreate(Path file, SpaceShare share, long bytes) throws IOException {
        Files.createFile(file);
        try (Reservation reservation = new Reservation(file, share)) {
            reservation.reserveExactlyTo(bytes);
        }
    }

    /** Counts what has been reserved by {@link #precreate}. */
    void resume(long bytes) {
        reserved = bytes;
    }

    /** As {@link #reserveTo}, but from the reserve, too, and not more than that. */
    void reserveExactlyTo(long end) throws IOException {
        if (end > reserved) {
            take(end - reserved, end - reserved);
        }
    }

    private void take(long needed, long wanted) throws IOException {
        long size = wanted;
        while (!allocate(size)) {
            if (size == needed) {
                throw share.space().refused(file, needed);
            }
            size = Math.max(needed, size / 2);
        }
        reserved += size;
    }

    /**
     * Returns false if there is no space.
     *
     * @throws IOException if the file system fails in another way
     */
    private boolean allocate(long size) throws IOException {
        if (!WORKS) {
            return true;
        }
        int error = fallocate(size);
        return switch (error) {
            case 0 -> true;
            // What is interrupted is tried again by the caller, with less.
            case NO_SPACE, OVER_QUOTA, INTERRUPTED -> false;
            case OPERATION_NOT_SUPPORTED -> {
                if (reserved == 0) {
                    LOG.warn(
                            "space for {} cannot be reserved on its file system: a full disk may end the process",
                            file);
                }
                yield true;
            }
            case IO_ERROR -> throw new IOException("the disk reports an error at " + file + ": it may be failing");
            case READ_ONLY ->
                throw new IOException("the file system of " + file
                        + " has become read-only: it may have found an error, which the kernel's log tells of");
            default ->
                throw new IOException(
                        "space for " + file + " cannot be reserved: error " + error + " of the operating system");
        };
    }

    /** Returns 0 if it succeeded, or else Linux's number of the error (errno-base.h), {@link #UNKNOWN} if there is none. */
    private int fallocate(long size) {
        try {
            if (POSIX.fallocate(descriptor, KEEP_SIZE, reserved, size) == 0) {
                return 0;
            }
        } catch (RuntimeException e) {
            LOG.debug("{} cannot grow by {}", file, size, e);
        }
        int error = POSIX.lastError();
        return error == 0 ? UNKNOWN : error;
    }

    /** Up to where the file is backed by disk space. */
    long reserved() {
        return reserved;
    }

    /** Gives back what lies beyond {@code end}; where that cannot be done it stays taken. */
    void releaseBeyond(long end) {
        long start = GenerationFiles.blocks(end);
        if (start < reserved && punch(descriptor, start, reserved, file)) {
            share.space().release(reserved - start);
            reserved = start;
        }
    }

    /** Frees the blocks of a part of a file, which reads as zeros then; the file stays as long as it is. */
    static boolean punch(Path file, long from, long to) {
        int descriptor = WORKS ? POSIX.open(file.toString(), READ_WRITE, 0) : -1;
        if (descriptor < 0) {
            return false;
        }
        try {
            return from >= to || punch(descriptor, from, to, file);
        } finally {
            POSIX.close(descriptor);
        }
    }

    private static boolean punch(int descriptor, long from, long to, Path file) {
        try {
            return WORKS && POSIX.fallocate(descriptor, KEEP_SIZE | PUNCH_HOLE, from, to - from) == 0;
        } catch (RuntimeException e) {
            LOG.debug("{} keeps its blocks", file, e);
            return false;
        }
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            POSIX.close(descriptor);
        }
    }
}
