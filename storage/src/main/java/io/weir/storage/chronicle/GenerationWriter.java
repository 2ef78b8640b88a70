package io.weir.storage.chronicle;

import io.weir.storage.file.SpaceShare;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Hot path. Appends documents to a new generation. Allocates nothing per document. Calls must not overlap, but may come
 * from any thread; {@link #channel} may be forced meanwhile.
 */
public final class GenerationWriter implements AutoCloseable {
    /** Chronicle's index pages lie between the documents: this much more than the document may be written. */
    private static final long SLACK_BYTES = 128 * 1024;
    /**
     * A document of this size or more is written to its place with a call of the system instead of through the mapping, in
     * which only its length and state are written. For the two are the same memory, and a call costs less than the faults
     * of new pages: each of them enters the kernel, and may wait there for the file system while the disk is forced.
     */
    static final int LARGE_BYTES = 8 * 1024;

    /** What a generation takes as long as it has but a head of the usual size, in bytes. */
    public static final long BEGIN_BYTES = SLACK_BYTES + 64 * 1024;

    /** How much of Chronicle's own table is ever written. */
    private static final long TABLE_BYTES = 8 * 1024;

    private final Path directory;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Path file;
    private final FileChannel channel;
    /** Not a channel: an interrupt would close that, and with it the journal. */
    private final RandomAccessFile out;

    private final Reservation reservation;
    private final TouchAhead touchAhead = new TouchAhead();
    private long position;
    /** Up to where the file is backed by disk space, as far as it matters to what may be touched ahead. */
    private long reserved;

    private GenerationWriter(Path directory, SingleChronicleQueue queue, byte[] first, SpaceShare share, long bytes)
            throws IOException {
        this.directory = directory;
        this.queue = queue;
        this.appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
        // Not before there is an appender: that would wait for whoever it thinks has made the file to go on.
        Reservation.precreate(directory.resolve(Queues.FILE), share, bytes);
        map(first, first.length);
        file = appender.currentFile().toPath();
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        out = new RandomAccessFile(file.toFile(), "rw");
        reservation = new Reservation(file, share);
    }

    /**
     * Begins a generation in a directory that does not exist yet.
     *
     * @param head the first documents, at least one: it is what brings the file into being. They are written from the
     *     reserve if need be, so that a journal can be begun on a disk that is too full to append to it
     * @throws IOException if that fails, for example because there is no space at all
     */
    public static GenerationWriter create(Path directory, List<byte[]> head, SpaceShare share) throws IOException {
        long bytes = GenerationFiles.blocks(SLACK_BYTES
                + head.stream().mapToLong(document -> document.length + 8L).sum());
        share.space().requireToBegin(directory, bytes + GenerationFiles.OVERHEAD_BYTES);
        try {
            Files.createDirectory(directory);
            Reservation.precreate(directory.resolve(Queues.TABLE), share, TABLE_BYTES);
            return create(directory, head, share, bytes);
        } catch (IOException | RuntimeException | InternalError e) {
            share.space().release(bytes + GenerationFiles.OVERHEAD_BYTES);
            throw e;
        }
    }

    private static GenerationWriter create(Path directory, List<byte[]> head, SpaceShare share, long bytes)
            throws IOException {
        SingleChronicleQueue queue = Queues.openForWriting(directory);
        GenerationWriter writer = null;
        try {
            writer = new GenerationWriter(directory, queue, head.get(0), share, bytes);
            writer.reservation.resume(bytes);
            for (byte[] document : head.subList(1, head.size())) {
                writer.write(document, document.length);
            }
            writer.requireInside(bytes);
            return writer;
        } catch (IOException | RuntimeException | InternalError e) {
            if (writer != null) {
                writer.close(false);
            }
            queue.close();
            throw new IOException("cannot begin generation " + directory + ": " + e.getMessage(), e);
        }
    }

    private void requireInside(long bytes) throws IOException {
        if (position > bytes || !file.equals(directory.resolve(Queues.FILE))) {
            throw new IOException("its head ends at byte " + position + " of " + file + ", only " + bytes + " bytes of "
                    + Queues.FILE + " were reserved");
        }
    }

    /**
     * Appends {@code bytes[0..length)}, at most {@link io.weir.storage.document.DocumentHeader#MAX_DOCUMENT_BYTES}.
     *
     * @throws IOException if there is no space beside the reserve: nothing was written, and a later call may succeed
     * @throws InternalError if the mapped file could not be written: the generation must not be appended to any more
     * @throws UncheckedIOException as {@code InternalError}
     */
    public void append(byte[] bytes, int length) throws IOException {
        reservation.reserveTo(position + length + SLACK_BYTES);
        reserved = reservation.reserved();
        write(bytes, length);
    }

    private void write(byte[] bytes, int length) throws IOException {
        if (length < LARGE_BYTES) {
            map(bytes, length);
            return;
        }
        boolean interrupted = Thread.interrupted();
        try (DocumentContext context = appender.writingDocument()) {
            Bytes<?> target = context.wire().bytes();
            long start = target.writePosition();
            try {
                out.seek(start);
                out.write(bytes, 0, length);
            } catch (IOException e) {
                context.rollbackOnClose();
                throw new UncheckedIOException("cannot write to " + file, e);
            }
            target.writePosition(start + length);
            position = start + length;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes a document through Chronicle's mapping. */
    private void map(byte[] bytes, int length) {
        // Chronicle maps through a channel that an interrupted thread would close.
        boolean interrupted = Thread.interrupted();
        try (DocumentContext context = appender.writingDocument()) {
            Bytes<?> target = context.wire().bytes();
            BytesStore<?, ?> chunk = target.bytesStore();
            if (chunk != null) {
                touchAhead.beforeWrite(
                        target.writePosition(), length, chunk.start(), chunk.addressForWrite(chunk.start()), reserved);
            }
            target.write(bytes, 0, length);
            position = target.writePosition();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As a call of {@link #append}, at the end of a commit: prepares {@link #touchAhead}. */
    public void prepareTouchAhead() {
        touchAhead.beforeCommitEnds(position, reserved);
    }

    /** Makes what the next appends will write present in memory. On the thread that commits. */
    public void touchAhead() {
        touchAhead.afterCommit();
    }

    /** Where the generation lies. */
    public Path directory() {
        return directory;
    }

    /** The file that all documents go to. */
    public Path file() {
        return file;
    }

    /** All files of the generation, {@link #file} included. */
    public List<Path> files() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    /** A channel on {@link #file}, to force it with. */
    public FileChannel channel() {
        return channel;
    }

    /** The length of what is written, in bytes. */
    public long position() {
        return position;
    }

    /** How much of the disk the generation takes now, in bytes: what is written, and what is reserved ahead. */
    public long diskBytes() {
        return reservation.reserved() + GenerationFiles.OVERHEAD_BYTES;
    }

    /** Ends the generation: gives back what is reserved, and closes everything. */
    @Override
    public void close() {
        close(true);
    }

    private void close(boolean release) {
        boolean interrupted = Thread.interrupted();
        try {
            appender.close();
            queue.close();
            if (release) {
                reservation.releaseBeyond(position + 8);
            }
            reservation.close();
            channel.close();
            out.close();
        } catch (IOException e) {
            // What was to be forced has been forced.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
