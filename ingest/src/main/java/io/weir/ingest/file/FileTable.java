package io.weir.ingest.file;

import io.weir.config.FileSourceConfig;
import io.weir.config.FileSourceConfig.Order;
import io.weir.config.FileSourceConfig.Reading;
import io.weir.ingest.ConnectionLog;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.ResumePositions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files of a source: which there are, whose turn it is, and which partitions have joined and left. One thread.
 *
 * <p>In order, a file has its turn until it is read to its end; together, files take turns read by read. A followed file
 * that was renamed stays the same one, and one that does not match any more is read until it has been quiet for a while:
 * whoever writes to it may not have noticed yet.
 */
final class FileTable {
    private static final long RENAMED_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A followed file that is quiet for so long is closed, and opened again when it has grown. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final FileSourceConfig config;
    private final ResumePositions positions;
    private final ConnectionLog log;
    private final List<TrackedFile> files = new ArrayList<>();
    private final Set<String> joined = new LinkedHashSet<>();
    private final Set<String> left = new LinkedHashSet<>();
    private int turn;

    FileTable(FileSourceConfig config, ResumePositions positions, ConnectionLog log) {
        this.config = config;
        this.positions = positions;
        this.log = log;
    }

    /** Takes note of what a scan has found. */
    void update(Map<Path, FoundFile> found, long now) {
        Set<TrackedFile> seen = new HashSet<>();
        for (FoundFile file : found.values()) {
            TrackedFile known = tracked(file);
            if (known != null && known.isCut(file)) {
                log.trouble(file.path() + " is shorter than what was read of it; it is read from its beginning");
                remove(known);
                known = null;
            }
            if (known == null) {
                known = add(file);
            } else {
                known.found(file, now);
            }
            if (known != null) {
                seen.add(known);
            }
        }
        for (TrackedFile file : List.copyOf(files)) {
            if (!seen.contains(file)) {
                disappeared(file, now);
            }
        }
        if (config.order() != Order.TOGETHER) {
            files.sort((a, b) -> FileSource.compare(config.order(), a, b));
        }
    }

    private @Nullable TrackedFile tracked(FoundFile found) {
        for (TrackedFile file : files) {
            if (found.inode() != 0 ? file.inode() == found.inode() : file.path().equals(found.path())) {
                return file;
            }
        }
        return null;
    }

    private @Nullable TrackedFile add(FoundFile found) {
        try (FileChannel channel = FileChannel.open(found.path(), StandardOpenOption.READ)) {
            FileFormat format = FileFormat.of(found.path(), config.reading(), channel);
            Identity.Known known = Identity.find(config.id(), found.inode(), format.isPacked(), channel, positions);
            if (known == null) {
                return null; // empty as yet
            }
            TrackedFile file = new TrackedFile(
                    config.id(),
                    found,
                    format,
                    known,
                    config.skipLines(),
                    (int) config.maxPayload().bytes() + 1,
                    positions);
            files.add(file);
            return file;
        } catch (IOException e) {
            log.trouble(found.path() + " cannot be read: " + e.getMessage());
            return null;
        }
    }

    private void disappeared(TrackedFile file, long now) {
        if (!file.isGone()) {
            file.setGone();
            file.touch(now);
        } else if (file.isDone()) {
            remove(file);
        }
    }

    private void remove(TrackedFile file) {
        file.close();
        files.remove(file);
        leave(file.partition());
    }

    private void leave(String partition) {
        // One that joins and leaves between two deliveries has had nothing to say.
        if (!joined.remove(partition)) {
            left.add(partition);
        }
    }

    /** The next file that may have lines; null when none has. */
    @Nullable TrackedFile next() {
        int size = files.size();
        boolean together = config.order() == Order.TOGETHER;
        for (int i = 0; i < size; i++) {
            TrackedFile file = files.get(together ? (turn + i) % size : i);
            if (!file.isDone() && !file.isAtEnd()) {
                turn = together ? (turn + i + 1) % size : 0;
                return file;
            }
        }
        return null;
    }

    /** Reads lines of a file; false if there are none, or none as yet. */
    boolean read(TrackedFile file, long now) throws IOException {
        String before = file.rename();
        if (before != null && file.isJoined()) {
            leave(before);
            joined.add(file.partition());
        }
        boolean any = file.read();
        if (!any && file.isAtEnd() && isComplete(file, now)) {
            any = file.finish();
            if (any) {
                file.retry();
            } else {
                file.setDone();
                if (file.isJoined()) {
                    leave(file.partition());
                }
            }
        }
        if (any && !file.isJoined()) {
            file.setJoined();
            joined.add(file.partition());
        }
        if (any) {
            file.touch(now);
        }
        return any;
    }

    /** Whether nothing more will come of a file that is read to its end. */
    private boolean isComplete(TrackedFile file, long now) {
        return config.reading() != Reading.FOLLOW
                || file.isPacked()
                || (file.isGone() && file.quietNanos(now) > RENAMED_NANOS);
    }

    /** A file cannot be read now; it is tried again. */
    void failed(TrackedFile file, IOException error, long now) {
        String message = error.getMessage() == null ? error.toString() : error.getMessage();
        log.trouble(file.path() + ": " + message + "; trying again");
        file.close();
        file.setFailed();
        file.touch(now);
        if (file.isGone()) {
            file.setDone();
            if (file.isJoined()) {
                leave(file.partition());
            }
        }
    }

    /** Looks whether files have grown since they were read to their ends. */
    void look(long now) {
        for (TrackedFile file : files) {
            if (!file.isDone() && file.isAtEnd()) {
                try {
                    file.look(now);
                } catch (IOException e) {
                    failed(file, e, now);
                }
                idle(file, now);
            }
        }
    }

    private void idle(TrackedFile file, long now) {
        if (file.isGone() && file.quietNanos(now) > RENAMED_NANOS) {
            // Its last line may have no end.
            file.retry();
        } else if (file.isFailed() && file.quietNanos(now) > RETRY_NANOS) {
            file.retry();
        } else if (file.isOpen() && file.quietNanos(now) > CLOSE_NANOS) {
            file.close();
        }
    }

    /** The changes since the last call, to be delivered before what is read after them. */
    PartitionChanges takeChanges() {
        if (joined.isEmpty() && left.isEmpty()) {
            return PartitionChanges.NONE;
        }
        PartitionChanges changes = new PartitionChanges(List.copyOf(joined), List.copyOf(left));
        joined.clear();
        left.clear();
        return changes;
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    int size() {
        return files.size();
    }

    boolean areDone() {
        return files.stream().allMatch(TrackedFile::isDone);
    }

    boolean areAtEnd() {
        return files.stream().allMatch(file -> file.isDone() || file.isAtEnd());
    }

    long lagBytes() {
        return files.stream().mapToLong(TrackedFile::lag).sum();
    }

    void close() {
        files.forEach(TrackedFile::close);
    }
}
