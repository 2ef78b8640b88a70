package io.weir.ingest.file;

import io.weir.ingest.ResumePositions;
import io.weir.ingest.decode.Topic;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A file from when it is found until it is read to its end, or gone. One thread. */
final class TrackedFile {
    private static final int GZIP_BUFFER = 64 * 1024;

    private final String source;
    private final Topic topic;
    private final FileFormat format;
    private final int skipLines;
    private final int maxLine;
    private final ResumePositions positions;
    private Identity identity;
    private String partition;
    private Path path;
    private long modifiedMs;
    private long size;

    private @Nullable FileChannel channel;
    private @Nullable RecordReader reader;
    /** Where the next line begins: in the file, or in what a gzip file decompresses to; of Parquet, the next row; of a list, the next item. */
    private long position;

    private boolean atEnd;
    private boolean failed;
    /** How large it was when it was closed; -1 while it is open. */
    private long closedSize = -1;

    private boolean joined;
    private boolean done;
    private long quietSinceNanos;
    private boolean gone;

    TrackedFile(
            String source,
            FoundFile found,
            FileFormat format,
            Identity.Known known,
            int skipLines,
            int maxLine,
            ResumePositions positions) {
        this.source = source;
        this.path = found.path();
        this.modifiedMs = found.modifiedMs();
        this.size = found.size();
        this.topic = new Topic(found.topic());
        this.format = format;
        this.skipLines = skipLines;
        this.maxLine = maxLine;
        this.positions = positions;
        this.identity = known.identity();
        this.partition = identity.partition(source);
        this.position = known.position();
        this.quietSinceNanos = System.nanoTime();
    }

    /** The file was found again, perhaps under another path. */
    void found(FoundFile found, long nowNanos) {
        if (found.size() != size) {
            quietSinceNanos = nowNanos;
        }
        path = found.path();
        modifiedMs = found.modifiedMs();
        size = found.size();
        gone = false;
    }

    /** Whether what was read of it is not there any more: it has been emptied, or is another file. */
    boolean isCut(FoundFile found) {
        return !isPacked() && found.size() < position;
    }

    /**
     * Reads lines; afterwards {@link #lines()} has them.
     *
     * @return whether there are any
     * @throws IOException if it cannot be read now
     */
    boolean read() throws IOException {
        RecordReader lines = open();
        lines.read();
        while (lines.count() == 0 && !lines.isAtEnd()) {
            lines.read();
        }
        position = lines.offset();
        atEnd = lines.isAtEnd();
        return lines.count() > 0;
    }

    /** Takes what waits behind the last line end for a line; returns whether there is any. */
    boolean finish() throws IOException {
        RecordReader lines = open();
        lines.finish();
        position = lines.offset();
        return lines.count() > 0;
    }

    private RecordReader open() throws IOException {
        RecordReader current = reader;
        if (current != null) {
            return current;
        }
        FileChannel opened = FileChannel.open(path, StandardOpenOption.READ);
        channel = opened;
        if (!identity.begins(opened)) {
            close();
            throw new IOException("it was replaced by another file");
        }
        RecordReader made = switch (format) {
            case LINES, GZIP -> new LineReader(stream(opened), position, position == 0 ? skipLines : 0, maxLine);
            case PARQUET -> new ParquetReader(path, position, maxLine);
            case JSON -> new ListReader(new JsonItems(Channels.newInputStream(opened)), position, maxLine);
            case YAML -> new ListReader(new YamlItems(path, Channels.newInputStream(opened)), position, maxLine);
        };
        reader = made;
        return made;
    }

    private InputStream stream(FileChannel opened) throws IOException {
        InputStream in;
        if (format == FileFormat.GZIP) {
            in = new GZIPInputStream(
                    new BufferedInputStream(Channels.newInputStream(opened), GZIP_BUFFER), GZIP_BUFFER);
            in.skipNBytes(position);
        } else {
            opened.position(position);
            in = Channels.newInputStream(opened);
        }
        return in;
    }

    /** Goes over to a name by more bytes once there are enough; returns the name before, or null if there is no change. */
    @Nullable String rename() throws IOException {
        open();
        FileChannel current = channel;
        if (identity.isFull() || current == null || current.size() < Identity.FULL) {
            return null;
        }
        String before = partition;
        identity = identity.grown(source, current, positions);
        partition = identity.partition(source);
        return before;
    }

    /** Looks whether more has come since the end was reached. */
    void look(long nowNanos) throws IOException {
        FileChannel current = channel;
        RecordReader lines = reader;
        if (current != null && lines != null && !isPacked()) {
            size = current.size();
            if (size > lines.readTo()) {
                atEnd = false;
                quietSinceNanos = nowNanos;
            }
        } else if (!isPacked() && !failed && size > position && size != closedSize) {
            atEnd = false;
        }
    }

    void close() {
        closedSize = size;
        RecordReader lines = reader;
        reader = null;
        if (lines != null) {
            lines.close();
        }
        FileChannel current = channel;
        channel = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }

    /** Everything of it has been delivered, and nothing more will come. */
    void setDone() {
        done = true;
        close();
    }

    boolean isDone() {
        return done;
    }

    /** Whether the last attempt found nothing more. */
    boolean isAtEnd() {
        return atEnd;
    }

    /** It could not be read; until {@link #retry} there is nothing to be had of it. */
    void setFailed() {
        atEnd = true;
        failed = true;
    }

    boolean isFailed() {
        return failed;
    }

    /** It shall be read again. */
    void retry() {
        atEnd = false;
        failed = false;
    }

    /** Whether places in it are none of its bytes. */
    boolean isPacked() {
        return format.isPacked();
    }

    /** Whether its first lines have been delivered, or are about to be: the journals have been told of the partition. */
    boolean isJoined() {
        return joined;
    }

    void setJoined() {
        joined = true;
    }

    boolean isGone() {
        return gone;
    }

    void setGone() {
        gone = true;
    }

    long quietNanos(long nowNanos) {
        return nowNanos - quietSinceNanos;
    }

    void touch(long nowNanos) {
        quietSinceNanos = nowNanos;
    }

    boolean isOpen() {
        return reader != null;
    }

    RecordReader lines() {
        RecordReader current = reader;
        if (current == null) {
            throw new IllegalStateException(path + " is not open");
        }
        return current;
    }

    /** Bytes that are there and not delivered; of a packed file all or nothing. */
    long lag() {
        if (done) {
            return 0;
        }
        return isPacked() ? size : Math.max(0, size - position);
    }

    long inode() {
        return identity.inode();
    }

    String partition() {
        return partition;
    }

    Topic topic() {
        return topic;
    }

    Path path() {
        return path;
    }

    long modifiedMs() {
        return modifiedMs;
    }
}
