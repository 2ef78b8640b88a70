package io.weir.ingest;

import io.weir.model.EventTime;

/** Hot path. What ingest knows of one partition of one stream. One thread. */
final class InputPartition {
    private static final long UNKNOWN = Long.MIN_VALUE;

    final String name;
    /** On the idle clock, when its last row came. */
    long lastRowNanos;
    /** Whether it has had rows, and the journal does not say that it is idle. */
    boolean active;

    long maxTime = EventTime.MIN;
    private long next = UNKNOWN;

    InputPartition(String name) {
        this.name = name;
    }

    boolean isPositioned() {
        return next != UNKNOWN;
    }

    void position(long nextOffset) {
        next = nextOffset;
    }

    void forgetPosition() {
        next = UNKNOWN;
    }

    /** The first offset that is still wanted; -1 for any. */
    long next() {
        return next;
    }

    void advance(long nextOffset) {
        next = nextOffset;
    }
}
