package io.weir.processing.window;

import io.weir.config.WindowConfig;
import java.time.Duration;

/**
 * Sessions: rows of a group with less than a gap between neighbours.
 *
 * @param maxLengthNanos its rows are less than this apart; {@link Long#MAX_VALUE}: any length
 */
record SessionKind(long gapNanos, long maxLengthNanos, long latenessNanos, long minTimeNanos, long maxTimeNanos)
        implements WindowKind {
    static SessionKind of(WindowConfig.Session config, Duration outOfOrderness) {
        long gap = Margins.nanos(config.gap(), "gap");
        long maxLength =
                config.maxLength().map(it -> Margins.nanos(it, "max_length")).orElse(Long.MAX_VALUE);
        Margins margins = Margins.of(2 * gap, config, outOfOrderness);
        return new SessionKind(gap, maxLength, margins.latenessNanos(), margins.minTimeNanos(), margins.maxTimeNanos());
    }

    /** Where a session ends; exclusive. */
    long end(long firstNanos, long lastNanos) {
        return maxLengthNanos - gapNanos > lastNanos - firstNanos ? lastNanos + gapNanos : firstNanos + maxLengthNanos;
    }

    @Override
    public Windows open(WindowParts parts) {
        return new SessionWindows(this, parts);
    }
}
