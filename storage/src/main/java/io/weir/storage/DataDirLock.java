package io.weir.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive ownership of a data directory: a lock of the operating system on {@code weir.lock}, which ends with the
 * process however that ends. The file holds the owner's process id, for messages only.
 */
final class DataDirLock implements AutoCloseable {
    static final String NAME = "weir.lock";

    /**
     * What this process holds. On POSIX closing <em>any</em> channel on a locked file gives the lock up, so a second
     * attempt in the same process must not even open it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DataDirLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws StorageException if someone else has it
     * @throws IOException if the file cannot be written
     */
    static DataDirLock take(Path dataDir) throws IOException {
        Path directory = dataDir.toRealPath();
        if (!HELD.add(directory)) {
            throw inUse(directory, " by this process");
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    directory.resolve(NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(directory, owner(directory));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            taken = true;
            return new DataDirLock(directory, channel);
        } finally {
            if (!taken) {
                HELD.remove(directory);
                closeQuietly(channel);
            }
        }
    }

    private static StorageException inUse(Path directory, String owner) {
        return new StorageException("data directory " + directory + " is in use" + owner
                + ": stop the other instance, or give this one a data_dir of its own");
    }

    private static String owner(Path directory) {
        try {
            String pid = Files.readString(directory.resolve(NAME)).strip();
            return pid.isEmpty() ? " by another process" : " by process " + pid;
        } catch (IOException e) {
            return " by another process";
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing was written.
            }
        }
    }

    /** Gives the lock up; the file stays. */
    @Override
    public void close() {
        closeQuietly(channel);
        HELD.remove(directory);
    }
}
