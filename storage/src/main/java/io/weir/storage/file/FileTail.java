package io.weir.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends to a file so that what it had stays whatever happens; a crash may leave any part of what is new. */
public final class FileTail {
    private FileTail() {}

    /**
     * Writes {@code content} at the end of a file, and forces it.
     *
     * @param length how long the file is
     * @throws NotWrittenException if there is no space; the file is as it was then
     * @throws IOException if forcing failed: what has been appended may be there or not, and change until it is replaced
     */
    public static void append(Path file, long length, byte[] content, AtomicFile.Force force) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            write(file, channel, length, content);
            force.force(file, channel);
        }
    }

    private static void write(Path file, FileChannel channel, long length, byte[] content) throws NotWrittenException {
        try {
            channel.position(length);
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            NotWrittenException failure =
                    new NotWrittenException("cannot append to " + file + ": " + e.getMessage(), e);
            try {
                // The part that was written takes space where there is none.
                channel.truncate(length);
            } catch (IOException suppressed) {
                failure.addSuppressed(suppressed);
            }
            throw failure;
        }
    }
}
