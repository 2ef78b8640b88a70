package io.weir.ingest;

/**
 * A monotonic clock that stands still while silence says nothing: while the source is not live, and while nothing was
 * requested of it. Otherwise a stalled disk or a broker's restart would make partitions idle whose data is only late to
 * arrive. One thread.
 */
final class IdleClock {
    private long value;
    private long lastNanos;
    private boolean started;

    /**
     * Moves on.
     *
     * @param counts whether the time since the last call counts
     * @return the clock's value, nanoseconds
     */
    long tick(long monotonicNanos, boolean counts) {
        if (started && counts) {
            value += monotonicNanos - lastNanos;
        }
        started = true;
        lastNanos = monotonicNanos;
        return value;
    }
}
