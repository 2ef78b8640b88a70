package io.weir.storage;

import io.weir.storage.delta.Delta;
import io.weir.storage.delta.Pieces;
import io.weir.storage.delta.SipHash;
import io.weir.storage.file.AtomicFile;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.FileTail;
import io.weir.storage.file.NoSpaceException;
import io.weir.storage.file.NotWrittenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the checkpoints of one name. A small one replaces the file each time, and so does the first of a process; of a large
 * one only what has changed since the last is appended, until the file would be longer than one and a half times the state:
 * then it is replaced. With the one before it, a name takes up to three times its state, and while it is replaced four times.
 *
 * <p>Not thread-safe, but {@link #written} may be asked by anyone.
 */
final class CheckpointWriter {
    /** States below are written as a whole, in bytes. */
    static final int LARGE = 64 << 10;
    /** So many are put together in a few tenths of a second. */
    private static final int MAX_INCREMENTS = 256;

    /**
     * What is on the disk, and the next increment is made to.
     *
     * @param length that of the file, in bytes
     * @param crc of its last checkpoint
     */
    private record Last(String journal, String fingerprint, Pieces pieces, long length, int crc, int increments) {
        boolean isOf(String otherJournal, String otherFingerprint) {
            return journal.equals(otherJournal) && fingerprint.equals(otherFingerprint);
        }
    }

    private final Path file;
    private final Path previous;
    private final Forcer forcer;
    private final DiskSpace space;
    private final SipHash hash = SipHash.secret();
    private final LongAdder written = new LongAdder();
    /** Null: a small one, or not known what the file has. */
    private @Nullable Last last;

    CheckpointWriter(Path file, Path previous, Forcer forcer, DiskSpace space) {
        this.file = file;
        this.previous = previous;
        this.forcer = forcer;
        this.space = space;
    }

    /**
     * Brings a checkpoint to the disk.
     *
     * @throws NoSpaceException if there is no space for it now; the one before still stands
     * @throws NotWrittenException as well
     * @throws IOException if it may not have reached the disk; the one before still stands
     */
    void write(String journal, Checkpoint checkpoint) throws IOException {
        Last before = last;
        try {
            if (checkpoint.state().length < LARGE) {
                replace(CheckpointFile.encode(journal, checkpoint, false));
                last = null;
            } else {
                last = writeLarge(before, journal, checkpoint);
            }
        } catch (NoSpaceException | NotWrittenException e) {
            throw e;
        } catch (IOException e) {
            // What the disk has now is not known; the next is written as a whole.
            last = null;
            throw e;
        }
    }

    private Last writeLarge(@Nullable Last before, String journal, Checkpoint checkpoint) throws IOException {
        Pieces pieces;
        if (before != null && before.isOf(journal, checkpoint.fingerprint()) && isAsWritten(before)) {
            Delta delta = Delta.between(before.pieces(), checkpoint.state(), hash, roomFor(before, checkpoint));
            byte[] difference = delta.content();
            if (difference != null) {
                byte[] increment = CheckpointFile.encode(before.crc(), checkpoint, difference);
                append(before, increment);
                return new Last(
                        journal,
                        checkpoint.fingerprint(),
                        delta.pieces(),
                        before.length() + increment.length,
                        CheckpointFile.crc(increment),
                        before.increments() + 1);
            }
            pieces = delta.pieces();
        } else {
            pieces = Pieces.of(checkpoint.state(), hash);
        }
        byte[] content = CheckpointFile.encode(journal, checkpoint, true);
        replace(content);
        return new Last(journal, checkpoint.fingerprint(), pieces, content.length, CheckpointFile.crc(content), 0);
    }

    /** How long a difference may be; less than nothing: it must not be one. */
    private static int roomFor(Last before, Checkpoint checkpoint) {
        long length = checkpoint.state().length;
        long room = length + length / 2 - before.length() - CheckpointFile.INCREMENT_HEADER_BYTES;
        return before.increments() == MAX_INCREMENTS ? -1 : (int) Math.max(-1, Math.min(room, length / 2));
    }

    private boolean isAsWritten(Last before) {
        try {
            return Files.size(file) == before.length();
        } catch (IOException e) {
            return false;
        }
    }

    private void append(Last before, byte[] increment) throws IOException {
        take(increment.length, () -> FileTail.append(file, before.length(), increment, forcer::force));
    }

    private void replace(byte[] content) throws IOException {
        take(content.length, () -> AtomicFile.replaceKeeping(file, previous, content, forcer::force));
    }

    private interface Write {
        void run() throws IOException;
    }

    private void take(int length, Write write) throws IOException {
        long blocks = (long) length + CheckpointFile.PAGE;
        space.require(file, blocks);
        try {
            write.run();
        } finally {
            space.release(blocks);
        }
        written.add(length);
    }

    /** How much has been written since the start, in bytes. */
    long written() {
        return written.sum();
    }
}
