package io.weir.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Brings files and directories to the disk: the one place through which every promise of durability goes, so that tests
 * can stall it or let it fail. Called by the commit thread, by the thread that opens or closes the store, and by those
 * that save checkpoints.
 */
@FunctionalInterface
public interface Forcer {
    /** {@code FileChannel.force(false)}: data, and what is needed to find it. */
    Forcer DISK = (path, channel) -> channel.force(false);

    /**
     * Returns when everything written to the file so far is on the disk.
     *
     * @param path what the channel is open on: a file or a directory
     * @throws IOException if it may not be; it is never tried again, because the kernel reports a lost write only once
     */
    void force(Path path, FileChannel channel) throws IOException;
}
