package io.weir.processing.window;

import io.weir.config.WindowConfig;
import java.time.Duration;

/**
 * Windows of one length. Slice i is [i·hop + offset, (i+1)·hop + offset).
 *
 * <p>Hopping 4 s by 2 s: slice 0 is [0,2), window 0 is [0,4) of slices 0 and 1, window −1 is [−2,2) of slices −1 and 0.
 *
 * @param hopNanos the length of a slice
 * @param offsetNanos by how much slice 0 starts later than the epoch, less than a slice
 */
record FixedShape(long hopNanos, long offsetNanos, int slices, long latenessNanos, long minTimeNanos, long maxTimeNanos)
        implements WindowShape {
    static FixedShape of(Duration size, Duration hop, Duration offset, WindowConfig config, Duration outOfOrderness) {
        long sizeNanos = Margins.nanos(size, "size");
        long hopNanos = Margins.nanos(hop, "hop");
        if (sizeNanos / hopNanos > MAX_SLICES) {
            throw new IllegalArgumentException(
                    "the size may be at most " + MAX_SLICES + " hops, not " + sizeNanos / hopNanos);
        }
        Margins margins = Margins.of(sizeNanos + 3 * hopNanos, config, outOfOrderness);
        return new FixedShape(
                hopNanos,
                offset.toNanos(),
                (int) (sizeNanos / hopNanos),
                margins.latenessNanos(),
                margins.minTimeNanos(),
                margins.maxTimeNanos());
    }

    @Override
    public long slice(long timeNanos) {
        return Math.floorDiv(timeNanos - offsetNanos, hopNanos);
    }

    @Override
    public long start(long index) {
        return index * hopNanos + offsetNanos;
    }
}
