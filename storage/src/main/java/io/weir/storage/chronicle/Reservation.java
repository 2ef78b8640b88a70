package io.weir.storage.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes disk space for a file ahead of the mapping that writes to it: a write to a mapped hole on a full disk would be a
 * fault in the middle of an append. Begins small, so that an idle journal costs little, and doubles up to the block size.
 * Not thread-safe.
 */
final class Reservation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reservation.class);

    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int READ_WRITE = 2;
    private static final long FIRST_STEP = 128 * 1024;
    private static final long MAX_STEP = Queues.BLOCK_BYTES;

    private static final PosixAPI POSIX = PosixAPI.posix();
    private static final boolean WORKS = works();

    private final Path file;
    private final int descriptor;
    private long reserved;
    private long step = FIRST_STEP;

    Reservation(Path file) throws IOException {
        this.file = file;
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
     * Makes sure that everything before {@code end} is backed by disk space.
     *
     * @throws IOException if there is no space
     */
    void reserveTo(long end) throws IOException {
        if (end <= reserved) {
            return;
        }
        long target = Math.max(end, reserved + step);
        if (WORKS) {
            try {
                if (POSIX.fallocate(descriptor, KEEP_SIZE, reserved, target - reserved) != 0) {
                    throw new IOException("cannot reserve " + (target - reserved) + " bytes for " + file + ": "
                            + POSIX.lastErrorStr());
                }
            } catch (RuntimeException e) {
                throw new IOException(
                        "cannot reserve " + (target - reserved) + " bytes for " + file + ": " + e.getMessage(), e);
            }
        }
        reserved = target;
        step = Math.min(MAX_STEP, step * 2);
    }

    /** Up to where the file is backed by disk space. */
    long reserved() {
        return reserved;
    }

    /** Gives back what lies beyond {@code end}; where that cannot be done it stays taken. */
    void releaseBeyond(long end) {
        long start = (end + 4095) & -4096L;
        if (WORKS && start < reserved) {
            try {
                if (POSIX.fallocate(descriptor, KEEP_SIZE | PUNCH_HOLE, start, reserved - start) == 0) {
                    reserved = start;
                }
            } catch (RuntimeException e) {
                LOG.debug("{} keeps its reservation", file, e);
            }
        }
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            POSIX.close(descriptor);
        }
    }
}
