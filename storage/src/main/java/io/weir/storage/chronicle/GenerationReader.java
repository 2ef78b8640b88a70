package io.weir.storage.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hot path. Reads the documents of a generation in order, from any process, while it is written or after. Never writes,
 * and reads the file in pieces instead of mapping it: a damaged length or a truncated file is an answer then, no fault,
 * and a piece costs less than the faults of its pages. Needs nothing of Chronicle's table. Allocates nothing per document.
 * One thread.
 *
 * <p>Chronicle Queue's file, version 1 of its data: documents of ours, and its own header and index pages between them,
 * each behind a frame that begins at a multiple of four, little-endian.
 *
 * <pre>
 *   | length 30 bits | 1: Chronicle's own | 1: being written | length bytes … | 0-3 bytes |     (net.openhft.chronicle.wire.Wires)
 * </pre>
 *
 * A frame of zeros, or of a document that is being written, is the end for now.
 */
public final class GenerationReader implements AutoCloseable {
    /** Returned by {@link #read}: there is no further document now. */
    public static final int NONE = -1;

    /** Returned by {@link #read}: there is one, but its frame is damaged; the next call goes on behind it if it can. */
    public static final int DAMAGED = -2;

    private static final Logger LOG = LoggerFactory.getLogger(GenerationReader.class);

    /** What lies in front of every document: its length and state. */
    private static final int FRAME_BYTES = 4;

    private static final int BEING_WRITTEN = 1 << 31;
    private static final int CHRONICLES = 1 << 30;
    private static final int LENGTH = CHRONICLES - 1;

    private static final int PIECE_BYTES = 128 * 1024;
    /** As much as is read to look at one frame. */
    private static final int LOOK_BYTES = 4096;

    private final Path directory;
    private final int maxBytes;
    private final Path file;
    private FileChannel channel;
    private byte[] bytes = new byte[64 * 1024];
    private long ordinal = -1;
    private int length;
    private long endPosition;
    /** Where the frame begins that was looked at last. */
    private long frameStart;
    /** Nothing behind the last frame can be found. */
    private boolean blocked;

    /** A part of the file as it was a moment ago. */
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private long pieceStart;

    private GenerationReader(Path directory, int maxBytes) throws IOException {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.file = directory.resolve(Queues.FILE);
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        piece.limit(0);
    }

    /**
     * Opens a generation at its start.
     *
     * @param maxBytes longer documents count as damaged
     * @throws IOException if it cannot be opened
     */
    public static GenerationReader open(Path directory, int maxBytes) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no generation " + directory);
        }
        boolean interrupted = Thread.interrupted();
        try {
            return new GenerationReader(directory, maxBytes);
        } catch (IOException e) {
            throw new IOException("cannot open generation " + directory + ": " + e, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads the next document into {@link #bytes()}. One that is being written by another thread or process may be read as
     * it is half done: whoever finds that it does not add up reads it {@linkplain #again again} before calling it damaged.
     *
     * @return its length, {@link #NONE} or {@link #DAMAGED}
     */
    public int read() {
        return next(true);
    }

    /**
     * Reads the document that was read last from the file once more: what was complete then is whole now.
     *
     * @return its length, or {@link #DAMAGED}
     */
    public int again() {
        piece.limit(0);
        try {
            return copy(endPosition - length) ? length : DAMAGED;
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private int next(boolean copy) {
        if (blocked) {
            return NONE;
        }
        try {
            return find(copy);
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private int unreadable(IOException e) {
        LOG.error("{} cannot be read behind byte {}: {}", file, endPosition, e.toString());
        blocked = true;
        return DAMAGED;
    }

    /** Goes over Chronicle's own pieces to the next document. */
    private int find(boolean copy) throws IOException {
        while (true) {
            long start = (endPosition + FRAME_BYTES - 1) & -FRAME_BYTES;
            frameStart = start;
            int frame = frame(start, copy);
            if (!isComplete(frame)) {
                return NONE;
            }
            length = frame & LENGTH;
            long end = start + FRAME_BYTES + length;
            boolean chronicles = (frame & CHRONICLES) != 0;
            ordinal += chronicles ? 0 : 1;
            boolean wanted = copy && !chronicles && length <= maxBytes;
            if (wanted ? !copy(end - length) : !has(end - 1, 1) && fill(end - 1, LOOK_BYTES) == 0) {
                blocked = true;
                length = 0;
                return DAMAGED;
            }
            endPosition = end;
            if (!chronicles) {
                return length > 0 && length <= maxBytes ? length : DAMAGED;
            }
        }
    }

    /**
     * Looks for the next document by what documents begin with, because what was read last is damaged and does not end
     * where its frame says, or because there was {@link #NONE} although there should be more. What is found may be none:
     * the caller checks it as any other.
     *
     * @param magic the first four bytes of every document, little-endian
     * @return whether something was found, which is read next; else the reader stands where it stood
     */
    public boolean resync(int magic) {
        try {
            long end = (endPosition + FRAME_BYTES - 1) & -FRAME_BYTES;
            if (end > frameStart && !blocked && isFollowed(end, magic)) {
                return true;
            }
            for (long from = frameStart + FRAME_BYTES; ; from += piece.limit() - FRAME_BYTES) {
                int count = fill(from, PIECE_BYTES) & -FRAME_BYTES;
                for (int at = 0; at + FRAME_BYTES < count; at += FRAME_BYTES) {
                    if (piece.getInt(at + FRAME_BYTES) == magic && isPlausible(piece.getInt(at))) {
                        LOG.warn(
                                "{}: at byte {} nothing can be read, it goes on at byte {}",
                                file,
                                frameStart,
                                from + at);
                        endPosition = from + at;
                        blocked = false;
                        return true;
                    }
                }
                if (count < PIECE_BYTES) {
                    return false;
                }
            }
        } catch (IOException e) {
            LOG.error("{} cannot be read behind byte {}: {}", file, frameStart, e.toString());
            return false;
        }
    }

    /** Whether there is a frame at a place, with one of our documents or something of Chronicle's. */
    private boolean isFollowed(long start, int magic) throws IOException {
        if (fill(start, LOOK_BYTES) < 2 * FRAME_BYTES) {
            return false;
        }
        int frame = piece.getInt(0);
        boolean chronicles = isComplete(frame) && (frame & CHRONICLES) != 0 && (frame & LENGTH) <= maxBytes;
        return chronicles || (isPlausible(frame) && piece.getInt(FRAME_BYTES) == magic);
    }

    private boolean isPlausible(int frame) {
        return isComplete(frame) && (frame & CHRONICLES) == 0 && (frame & LENGTH) <= maxBytes;
    }

    private static boolean isComplete(int frame) {
        return frame != 0 && (frame & BEING_WRITTEN) == 0;
    }

    /** A frame as it is known if it is complete, else as it is in the file now; 0 if the file ends there. */
    private int frame(long start, boolean more) throws IOException {
        int wanted = more ? PIECE_BYTES : LOOK_BYTES;
        if (has(start, FRAME_BYTES)) {
            int known = piece.getInt((int) (start - pieceStart));
            if (isComplete(known)) {
                return known;
            }
            wanted = LOOK_BYTES;
        }
        return fill(start, wanted) >= FRAME_BYTES ? piece.getInt(0) : 0;
    }

    private boolean copy(long start) throws IOException {
        if (length > bytes.length) {
            bytes = new byte[Math.min(maxBytes, Math.max(length, bytes.length * 2))];
        }
        for (int copied = 0; copied < length; ) {
            if (!has(start + copied, 1) && fill(start + copied, PIECE_BYTES) == 0) {
                return false;
            }
            int from = (int) (start + copied - pieceStart);
            int count = Math.min(length - copied, piece.limit() - from);
            piece.get(from, bytes, copied, count);
            copied += count;
        }
        return true;
    }

    private boolean has(long start, int count) {
        return start >= pieceStart && start + count <= pieceStart + piece.limit();
    }

    /** Reads a piece from a position on; returns how much of it there is. */
    private int fill(long start, int wanted) throws IOException {
        piece.clear().limit(wanted);
        pieceStart = start;
        boolean interrupted = Thread.interrupted();
        try {
            while (piece.hasRemaining()) {
                try {
                    if (channel().read(piece, start + piece.position()) < 0) {
                        break;
                    }
                } catch (ClosedChannelException e) {
                    // By an interrupt, which is none of a file's business: opened again.
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            piece.flip();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return piece.limit();
    }

    private FileChannel channel() throws IOException {
        if (!channel.isOpen()) {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        }
        return channel;
    }

    /** The document that was read last, from index 0 on; overwritten by the next {@link #read}. */
    public byte[] bytes() {
        return bytes;
    }

    /** The number of the document that was read last; the first of the generation has 0; -1 before it. */
    public long ordinal() {
        return ordinal;
    }

    /** Where in the file the document that was read last ends. */
    public long endPosition() {
        return endPosition;
    }

    /**
     * Goes to the document with this {@link #ordinal}, so that it is read next.
     *
     * @return whether it may be there; if not, the reader stands at the end
     */
    public boolean moveTo(long newOrdinal) {
        if (newOrdinal <= ordinal) {
            ordinal = -1;
            endPosition = 0;
            blocked = false;
        }
        while (ordinal + 1 < newOrdinal) {
            if (next(false) == NONE) {
                return false;
            }
        }
        return true;
    }

    /**
     * Goes to a place between two documents that is known from elsewhere, without reading what lies before it. A document
     * must have been read before. What is read next may be no document: the caller compares it with what it expects there.
     *
     * @param documents how many lie before it
     * @param position where the last of them ends
     * @return false if the file has no such place; the reader stands where it stood
     */
    public boolean moveTo(long documents, long position) {
        try {
            if (ordinal < 0
                    || blocked
                    || position < endPosition
                    || position + FRAME_BYTES > channel().size()) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        ordinal = documents - 1;
        endPosition = position;
        return true;
    }

    /** Where the generation lies. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{} is not closed", file, e);
        }
    }
}
