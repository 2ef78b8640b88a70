package io.weir.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What one journal may take of the {@link DiskSpace}.
 *
 * @param rank how many steps of priority lie above it: it leaves that much more to the others, so that they go on when it
 *     has to stop
 * @param maxStep how much is reserved ahead at most, in bytes
 */
public record SpaceShare(DiskSpace space, int rank, long maxStep) {
    /** Claims as {@link DiskSpace#allow} does. */
    public long allow(Path file, long needed, long wanted) throws IOException {
        return space.allow(file, needed, wanted, rank);
    }
}
