package io.weir.storage.chronicle;

import io.weir.storage.file.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.ExcerptContext;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Reads the documents of a generation in order, from any process, while it is written or after. Never writes,
 * and touches no byte before its place and length have been compared with the file. Allocates nothing per document. One
 * thread.
 */
public final class GenerationReader implements AutoCloseable {
    /** Returned by {@link #read}: there is no further document now. */
    public static final int NONE = -1;

    /** Returned by {@link #read}: there is one, but its frame is damaged; the next call goes on behind it if it can. */
    public static final int DAMAGED = -2;

    private static final int SKIPPED = -3;
    /** What lies in front of every document: its length and state. */
    private static final int FRAME_BYTES = 4;

    private final Path directory;
    private final int maxBytes;
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private byte[] bytes = new byte[64 * 1024];
    private long firstIndex = -1;
    private long ordinal = -1;
    /** How far Chronicle's count is behind ours after a jump. */
    private long shift;

    private long fileLength;
    private @Nullable Path file;
    private boolean blocked;
    private long endPosition;

    /** A directory of its own with a link to the file, where Chronicle's table is damaged; null as a rule. */
    private final @Nullable Path view;

    private GenerationReader(Path directory, @Nullable Path view, int maxBytes) {
        this.directory = directory;
        this.view = view;
        this.maxBytes = maxBytes;
        queue = Queues.openForReading(view == null ? directory : view);
        try {
            tailer = queue.createTailer();
            tailer.singleThreadedCheckDisabled(true);
        } catch (RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    /**
     * Opens a generation at its start.
     *
     * @param maxBytes longer documents count as damaged
     * @throws IOException if Chronicle cannot open it
     */
    public static GenerationReader open(Path directory, int maxBytes) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no generation " + directory);
        }
        boolean interrupted = Thread.interrupted();
        try {
            return openOrView(directory, maxBytes);
        } catch (RuntimeException | InternalError e) {
            throw new IOException("cannot open generation " + directory + ": " + e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Nothing that is needed is in Chronicle's table: where it is damaged, the file is read without it. */
    private static GenerationReader openOrView(Path directory, int maxBytes) throws IOException {
        try {
            return new GenerationReader(directory, null, maxBytes);
        } catch (RuntimeException | InternalError e) {
            Path file = directory.resolve(Queues.FILE);
            if (!Files.exists(file)) {
                throw e;
            }
            Path view = Files.createTempDirectory("weir-generation");
            try {
                Files.createSymbolicLink(view.resolve(Queues.FILE), file.toAbsolutePath());
                return new GenerationReader(directory, view, maxBytes);
            } catch (IOException | RuntimeException | Error again) {
                Directories.delete(view);
                throw again;
            }
        }
    }

    /**
     * Reads the next document into {@link #bytes()}.
     *
     * @return its length, {@link #NONE} or {@link #DAMAGED}
     */
    public int read() {
        return next(true);
    }

    private int next(boolean copy) {
        if (blocked) {
            return NONE;
        }
        boolean interrupted = Thread.interrupted();
        try {
            int length = SKIPPED;
            while (length == SKIPPED) {
                length = step(copy);
            }
            return length;
        } catch (RuntimeException | InternalError e) {
            // What Chronicle stumbles over it would stumble over again.
            blocked = true;
            ordinal++;
            return DAMAGED;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * One document, or one of Chronicle's own pieces, which it is asked to show as well: left to itself it would follow a
     * damaged length to behind the end of the file, which is a fault.
     */
    private int step(boolean copy) {
        if (endPosition + FRAME_BYTES > fileLength
                && endPosition > 0
                && endPosition + FRAME_BYTES > refreshFileLength()) {
            return NONE;
        }
        try (DocumentContext context = tailer.readingDocument(true)) {
            if (!context.isPresent()) {
                return NONE;
            }
            Bytes<?> source = context.wire().bytes();
            long length = source.readRemaining();
            endPosition = source.readPosition() + length;
            boolean inside = length >= 0 && (endPosition <= fileLength || endPosition <= refreshFileLength());
            if (context.isMetaData()) {
                return inside ? SKIPPED : DAMAGED;
            }
            ordinal = ordinalOf(context.index()) + shift;
            if (!inside || length == 0 || length > maxBytes) {
                return DAMAGED;
            }
            return copy ? copy(source, (int) length) : (int) length;
        }
    }

    private int copy(Bytes<?> source, int size) {
        if (size > bytes.length) {
            bytes = new byte[Math.min(maxBytes, Math.max(size, bytes.length * 2))];
        }
        int copied = source.read(bytes, 0, size);
        return copied == size ? size : DAMAGED;
    }

    private long ordinalOf(long index) {
        if (firstIndex < 0) {
            firstIndex = queue.rollCycle().toIndex(queue.rollCycle().toCycle(index), 0);
        }
        return index - firstIndex;
    }

    private long refreshFileLength() {
        if (file == null) {
            file = tailer.currentFile() == null ? null : tailer.currentFile().toPath();
        }
        fileLength = file == null ? 0 : file.toFile().length();
        return fileLength;
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
     * Goes to the document with this {@link #ordinal}, so that it is read next: one after the other from the start, since
     * Chronicle's own search would believe a damaged length.
     *
     * @return whether it may be there; if not, the reader stands at the end
     */
    public boolean moveTo(long newOrdinal) {
        if (newOrdinal <= ordinal && !toStart()) {
            return false;
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
        Wire wire = ordinal < 0 || blocked ? null : ((ExcerptContext) tailer).wire();
        if (wire == null || position < endPosition || position + FRAME_BYTES > refreshFileLength()) {
            return false;
        }
        wire.bytes().readLimitToCapacity().readPosition(position);
        shift += documents - 1 - ordinal;
        ordinal = documents - 1;
        endPosition = position;
        return true;
    }

    private boolean toStart() {
        boolean interrupted = Thread.interrupted();
        try {
            tailer.toStart();
            ordinal = -1;
            shift = 0;
            endPosition = 0;
            return true;
        } catch (RuntimeException | InternalError e) {
            blocked = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Where the generation lies. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            tailer.close();
            queue.close();
            if (view != null) {
                Directories.delete(view);
            }
        } catch (IOException e) {
            // A link in the temporary directory is left.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
