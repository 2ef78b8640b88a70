package io.weir.storage.chronicle;

import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hot path. Has the kernel make pages of a mapping present and writable before they are written, many in one call: each of
 * them would otherwise be a fault in the middle of an append, and one that may wait for the file system's journal while the
 * disk is being forced. Changes no content, and cannot fail in a way that matters: an append then meets the fault itself.
 *
 * <pre>
 *   append  |#### written ####|·· present ··|   the appending thread: up to a quarter of what came since the last commit,
 *                                               at most 64 KiB; whole documents always
 *   commit  |#### forced #####|·· present ·····························|   the commit thread: as much as came last time
 * </pre>
 *
 * What is present is dirty, and a force writes it: so nothing is touched ahead of a journal that is hardly written to.
 * {@code -Dweir.pretouch=false} turns it off.
 */
final class TouchAhead {
    private static final Logger LOG = LoggerFactory.getLogger(TouchAhead.class);

    static final int PAGE = 4096;
    /** MADV_POPULATE_WRITE; Linux 5.14 and later. */
    private static final int POPULATE_WRITE = 23;

    private static final long MAX_STEP = 64 * 1024;

    private static final PosixAPI POSIX = PosixAPI.posix();
    private static volatile boolean works = POSIX.getClass().getSimpleName().equals("JNRPosixAPI");

    private final boolean on = !"false".equals(System.getProperty("weir.pretouch"));

    // Guarded by whoever guards the appends.
    private long chunkStart = -1;
    private long chunkAddress;
    /** Everything of the chunk before this has been touched or written. */
    private long touched;

    private long committed;

    // The commit thread's own.
    private long fromAddress;
    private long count;

    /**
     * Before {@code bytes} bytes are written at {@code position}.
     *
     * @param start where in the file the mapping begins that holds the position
     * @param address where that is in memory
     * @param reserved up to where the file is backed by disk space: touching more would take space unasked
     */
    void beforeWrite(long position, long bytes, long start, long address, long reserved) {
        if (!on || !works) {
            return;
        }
        if (start != chunkStart) {
            chunkStart = start;
            chunkAddress = address;
            touched = position & -PAGE;
        }
        long end = position + bytes;
        if (end <= touched) {
            return;
        }
        long ahead = Math.min(position + Math.min(MAX_STEP, (position - committed) >> 2), limit(reserved));
        long from = Math.max(touched, position & -PAGE);
        long to = (Math.max(end, ahead) + PAGE - 1) & -PAGE;
        touched = to;
        if (to - from > PAGE) {
            touch(address + (from - start), to - from);
        }
    }

    /** Under the guard of the appends: what {@link #afterCommit} is to touch. */
    void beforeCommitEnds(long position, long reserved) {
        long came = position - committed;
        committed = position;
        count = 0;
        if (!on || !works || chunkStart < 0 || came < PAGE) {
            return;
        }
        // The page with the end of what is written was made read-only by the force.
        long from = position & -PAGE;
        long to = Math.min((position + came + PAGE - 1) & -PAGE, limit(reserved));
        if (to > from) {
            fromAddress = chunkAddress + (from - chunkStart);
            count = to - from;
            touched = Math.max(touched, to);
        }
    }

    /** After a force, on the commit thread. The mapping may be gone by now: the kernel then refuses. */
    void afterCommit() {
        if (count > 0) {
            touch(fromAddress, count);
            count = 0;
        }
    }

    /** Nothing is touched beyond this unless a document is about to be written there. */
    private long limit(long reserved) {
        return Math.min(reserved & -PAGE, chunkStart + Queues.BLOCK_BYTES);
    }

    private static void touch(long address, long bytes) {
        try {
            if (POSIX.madvise(address, bytes, POPULATE_WRITE) != 0) {
                note(POSIX.lastError());
            }
        } catch (RuntimeException e) {
            note(POSIX.lastError());
        }
    }

    private static void note(int error) {
        if (error == 22) {
            // EINVAL: an older kernel, or a file system that cannot.
            works = false;
            LOG.debug("the file cannot be touched ahead here");
        }
    }
}
