package io.weir.storage.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.IORuntimeException;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
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

    private final Path directory;
    private final int maxBytes;
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private byte[] bytes = new byte[64 * 1024];
    private long firstIndex = -1;
    private long ordinal = -1;
    private long fileLength;
    private @Nullable Path file;
    private boolean blocked;
    private long endPosition;

    private GenerationReader(Path directory, int maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        queue = Queues.openForReading(directory);
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
            return new GenerationReader(directory, maxBytes);
        } catch (RuntimeException | InternalError e) {
            throw new IOException("cannot open generation " + directory + ": " + e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads the next document into {@link #bytes()}.
     *
     * @return its length, {@link #NONE} or {@link #DAMAGED}
     */
    public int read() {
        if (blocked) {
            return NONE;
        }
        boolean interrupted = Thread.interrupted();
        try (DocumentContext context = tailer.readingDocument()) {
            if (!context.isPresent()) {
                return NONE;
            }
            ordinal = ordinalOf(context.index());
            return copy(context.wire().bytes());
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

    private int copy(Bytes<?> source) {
        long length = source.readRemaining();
        long end = source.readPosition() + length;
        if (length <= 0 || length > maxBytes || (end > fileLength && end > refreshFileLength())) {
            return DAMAGED;
        }
        int size = (int) length;
        if (size > bytes.length) {
            bytes = new byte[Math.min(maxBytes, Math.max(size, bytes.length * 2))];
        }
        endPosition = end;
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
     * Goes to the document with this {@link #ordinal}, so that it is read next.
     *
     * @return whether it is there; if not, the reader stands at the start
     */
    public boolean moveTo(long newOrdinal) {
        boolean interrupted = Thread.interrupted();
        try {
            if (firstIndex < 0) {
                firstIndex = queue.firstIndex();
            }
            if (tailer.moveToIndex(firstIndex + newOrdinal)) {
                return true;
            }
            tailer.toStart();
            return false;
        } catch (IORuntimeException | IllegalStateException | InternalError e) {
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
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
