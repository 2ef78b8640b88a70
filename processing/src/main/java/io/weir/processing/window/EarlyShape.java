package io.weir.processing.window;

/**
 * Windows that tell what they have before they end.
 *
 * @param windows how time is cut
 * @param everyNanos how often, in watermark: at its multiples
 */
record EarlyShape(WindowShape windows, long everyNanos) implements WindowShape {
    @Override
    public int slices() {
        return windows.slices();
    }

    @Override
    public long latenessNanos() {
        return windows.latenessNanos();
    }

    @Override
    public long slice(long timeNanos) {
        return windows.slice(timeNanos);
    }

    @Override
    public long start(long index) {
        return windows.start(index);
    }

    @Override
    public long minTimeNanos() {
        return windows.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return windows.maxTimeNanos();
    }
}
