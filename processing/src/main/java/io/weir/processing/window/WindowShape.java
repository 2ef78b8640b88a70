package io.weir.processing.window;

import io.weir.config.WindowConfig;
import java.time.Duration;

/**
 * How time is cut. A slice is the time between two neighbouring window starts; a window is {@code slices} slices in a
 * row, and overlapping windows share them. Slice i is [i·hop, (i+1)·hop), window w is slices w to w + slices − 1, so a row
 * of slice i belongs to the windows i − slices + 1 to i.
 *
 * <p>Hopping 4 s by 2 s: slice 0 is [0,2), window 0 is [0,4) of slices 0 and 1, window −1 is [−2,2) of slices −1 and 0.
 *
 * @param hopNanos the length of a slice
 * @param slices how many make a window; 1: tumbling
 * @param latenessNanos how long after its end (in watermark) a window still takes rows
 * @param minTimeNanos the smallest event time, and
 * @param maxTimeNanos the largest, for which nothing that is computed from it overflows
 */
public record WindowShape(long hopNanos, int slices, long latenessNanos, long minTimeNanos, long maxTimeNanos) {
    /** The most slices that a window may have. */
    public static final int MAX_SLICES = 10_000;

    /** The longest that size, lateness and out-of-orderness may be together. */
    private static final long MAX_SPAN_NANOS = Long.MAX_VALUE / 4;

    /**
     * The shape of a window.
     *
     * @throws IllegalArgumentException with a message for the configuration's author, if it is not possible
     */
    public static WindowShape of(WindowConfig config, Duration outOfOrderness) {
        if (config instanceof WindowConfig.Hopping hopping) {
            long hop = nanos(hopping.hop(), "hop");
            long size = nanos(hopping.size(), "size");
            if (size / hop > MAX_SLICES) {
                throw new IllegalArgumentException(
                        "the size may be at most " + MAX_SLICES + " hops, not " + size / hop);
            }
            return of(hop, (int) (size / hop), hopping.allowedLateness(), outOfOrderness);
        }
        return of(nanos(config.size(), "size"), 1, config.allowedLateness(), outOfOrderness);
    }

    private static WindowShape of(long hop, int slices, Duration allowedLateness, Duration outOfOrderness) {
        long lateness = allowedLateness.isZero() ? 0 : nanos(allowedLateness, "allowed_lateness");
        long disorder = outOfOrderness.isZero() ? 0 : nanos(outOfOrderness, "out_of_orderness");
        long margin = hop * slices + lateness + disorder + 2 * hop;
        if (margin > MAX_SPAN_NANOS) {
            throw new IllegalArgumentException(
                    "size, hop, allowed_lateness and out_of_orderness are too long together: at most 73 years");
        }
        return new WindowShape(hop, slices, lateness, Long.MIN_VALUE + 1 + margin, Long.MAX_VALUE - margin);
    }

    private static long nanos(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero");
        }
        if (duration.compareTo(Duration.ofNanos(MAX_SPAN_NANOS / 8)) > 0) {
            throw new IllegalArgumentException(name + " is too long: at most 9 years");
        }
        return duration.toNanos();
    }

    /** The slice that a time belongs to. */
    long slice(long timeNanos) {
        return Math.floorDiv(timeNanos, hopNanos);
    }

    /** Where slice or window {@code index} starts. */
    long start(long index) {
        return index * hopNanos;
    }

    /** Where window {@code index} ends; exclusive. */
    long end(long index) {
        return (index + slices) * hopNanos;
    }

    /** The last window that ends at or before a time. */
    long lastEndedAt(long timeNanos) {
        return Math.floorDiv(timeNanos, hopNanos) - slices;
    }
}
