package io.weir.processing.window;

import io.weir.config.WindowConfig;
import java.time.Duration;

/**
 * What windows need of the years that epoch nanoseconds can hold.
 *
 * @param latenessNanos how long a window takes rows after its end
 * @param spanNanos how far from a row's time anything that is computed of it may lie
 */
record Margins(long latenessNanos, long spanNanos) {
    /** The longest that size, lateness and out-of-orderness may be together. */
    private static final long MAX_SPAN_NANOS = Long.MAX_VALUE / 4;

    /**
     * @param reach of a window and two slices, nanoseconds
     * @throws IllegalArgumentException with a message for the configuration's author, if it is too much
     */
    static Margins of(long reach, WindowConfig config, Duration outOfOrderness) {
        Duration lateness = config.allowedLateness();
        long late = lateness.isZero() ? 0 : nanos(lateness, "allowed_lateness");
        long disorder = outOfOrderness.isZero() ? 0 : nanos(outOfOrderness, "out_of_orderness");
        long span = reach + late + disorder;
        if (span > MAX_SPAN_NANOS) {
            throw new IllegalArgumentException(
                    "size, hop, allowed_lateness and out_of_orderness are too long together: at most 73 years");
        }
        return new Margins(late, span);
    }

    static long nanos(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero");
        }
        if (duration.compareTo(Duration.ofNanos(MAX_SPAN_NANOS / 8)) > 0) {
            throw new IllegalArgumentException(name + " is too long: at most 9 years");
        }
        return duration.toNanos();
    }

    long minTimeNanos() {
        return Long.MIN_VALUE + 1 + spanNanos;
    }

    long maxTimeNanos() {
        return Long.MAX_VALUE - spanNanos;
    }
}
