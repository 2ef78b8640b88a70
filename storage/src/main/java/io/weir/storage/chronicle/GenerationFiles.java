package io.weir.storage.chronicle;

import io.weir.storage.file.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What is done with the files of generations that nobody writes any more, and how much of the disk they take. */
public final class GenerationFiles {
    /** A generation's directory, Chronicle's table, and what the file system keeps of both and of the file. */
    public static final long OVERHEAD_BYTES = 24 * 1024;

    private static final int BLOCK = 4096;

    private GenerationFiles() {}

    /** How much of the disk a generation takes whose file is backed up to {@code end}. */
    public static long diskBytes(long end) {
        return blocks(end + 8) + OVERHEAD_BYTES;
    }

    /** How much of the disk so many bytes of a file take. */
    public static long blocks(long bytes) {
        return (bytes + BLOCK - 1) & -BLOCK;
    }

    /**
     * Gives back what a process that died had reserved behind its last document. Where there is anything but zeros, which
     * may be documents behind a hole, nothing is touched.
     *
     * @param written where the last document that can be read ends
     * @return how much of the disk the generation takes at most
     */
    public static long releaseTail(Path directory, long written) throws IOException {
        Path file = directory.resolve(Queues.FILE);
        if (!Files.exists(file)) {
            return OVERHEAD_BYTES;
        }
        long length = Files.size(file);
        if (length <= written) {
            return diskBytes(length);
        }
        return isZero(file, written) && Reservation.punch(file, blocks(written + 8), length)
                ? diskBytes(written)
                : diskBytes(length);
    }

    private static boolean isZero(Path file, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long at = from; channel.read(buffer.clear(), at) > 0; at += buffer.limit()) {
                buffer.flip();
                if (buffer.mismatch(ByteBuffer.allocate(buffer.limit())) >= 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Deletes a generation. Its space is free afterwards also while readers, in any process, still have it open: for them
     * it becomes zeros, which is its end.
     */
    public static void delete(Path directory) throws IOException {
        for (Path file : Directories.files(directory)) {
            if (file.endsWith(Queues.FILE)) {
                Reservation.punch(file, 0, Files.size(file));
            }
        }
        Directories.delete(directory);
    }
}
