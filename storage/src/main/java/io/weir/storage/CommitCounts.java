package io.weir.storage;

/**
 * Rows and bytes of a journal on their way to the disk: appended, then marked by a commit, then durable. What is appended
 * and marked is guarded by the journal's lock; what is durable is written by the commit thread and read under the lock.
 */
final class CommitCounts {
    private long appendedRows;
    private long appendedBytes;
    private long markedRows;
    private long markedBytes;
    private volatile long durableRows;
    private volatile long durableBytes;

    void append(long rows, long bytes) {
        appendedRows += rows;
        appendedBytes += bytes;
    }

    void mark() {
        markedRows = appendedRows;
        markedBytes = appendedBytes;
    }

    /** Whether there is something marked that is not durable yet. */
    boolean isWaiting() {
        return markedBytes > durableBytes;
    }

    void commit() {
        durableRows = markedRows;
        durableBytes = markedBytes;
    }

    long unforcedRows() {
        return appendedRows - durableRows;
    }

    long unforcedBytes() {
        return appendedBytes - durableBytes;
    }
}
