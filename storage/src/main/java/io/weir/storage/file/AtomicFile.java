package io.weir.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces a file so that a reader, a crash or a power cut finds the old one or the new one, never a mixture. */
public final class AtomicFile {
    /** Brings a file or a directory to the disk. */
    @FunctionalInterface
    public interface Force {
        /**
         * Returns when everything written to the channel so far is on the disk.
         *
         * @param path what the channel is open on
         */
        void force(Path path, FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes {@code content} beside the file, forces it, renames it over the file and forces the directory.
     *
     * @throws NotWrittenException if there is no space, nothing has changed then
     * @throws IOException if forcing or renaming failed
     */
    public static void replace(Path file, byte[] content, Force force) throws IOException {
        Path temporary = writeTemporary(file, content, force);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(parent(file), force);
    }

    /**
     * As {@link #replace}, and keeps what was there under the name {@code previous}. Between its two renames there may be
     * no {@code file} for a moment, but there is always one of the two.
     */
    public static void replaceKeeping(Path file, Path previous, byte[] content, Force force) throws IOException {
        Path temporary = writeTemporary(file, content, force);
        try {
            Files.move(file, previous, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // The first one has no predecessor.
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(parent(file), force);
    }

    /** Brings the entries of a directory to the disk. */
    public static void forceDirectory(Path directory, Force force) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            force.force(directory, channel);
        }
    }

    /** Brings the content of a file to the disk. */
    public static void forceFile(Path file, Force force) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            force.force(file, channel);
        }
    }

    private static Path writeTemporary(Path file, byte[] content, Force force) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = openTemporary(temporary)) {
            write(channel, temporary, content);
            force.force(temporary, channel);
        }
        return temporary;
    }

    private static FileChannel openTemporary(Path temporary) throws NotWrittenException {
        try {
            return FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new NotWrittenException("cannot create " + temporary + ": " + e.getMessage(), e);
        }
    }

    private static void write(FileChannel channel, Path temporary, byte[] content) throws NotWrittenException {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            NotWrittenException failure =
                    new NotWrittenException("cannot write " + temporary + ": " + e.getMessage(), e);
            try {
                // The part that was written takes space where there is none.
                Files.deleteIfExists(temporary);
            } catch (IOException suppressed) {
                failure.addSuppressed(suppressed);
            }
            throw failure;
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no directory");
        }
        return parent;
    }
}
