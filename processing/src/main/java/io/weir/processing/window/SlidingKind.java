package io.weir.processing.window;

import io.weir.config.WindowConfig;
import java.time.Duration;

/** Windows that end with a row and reach so far back. */
record SlidingKind(long sizeNanos, long latenessNanos, long minTimeNanos, long maxTimeNanos) implements WindowKind {
    static SlidingKind of(WindowConfig.Sliding config, Duration outOfOrderness) {
        long size = Margins.nanos(config.size(), "size");
        Margins margins = Margins.of(2 * size, config, outOfOrderness);
        return new SlidingKind(size, margins.latenessNanos(), margins.minTimeNanos(), margins.maxTimeNanos());
    }

    @Override
    public Windows open(WindowParts parts) {
        return new SlidingWindows(this, parts);
    }
}
