package io.weir.config;

import java.time.Duration;

/** How time is cut into windows. One record per kind. Windows are aligned to the epoch and closed-open. */
public sealed interface WindowConfig {
    /** How long after its end (in watermark) a window still takes late rows, each of which emits a revision. */
    Duration allowedLateness();

    /** The length of a window. */
    Duration size();

    /** Consecutive windows: tumbling 2 s is [0,2), [2,4), … */
    record Tumbling(Duration size, Duration allowedLateness) implements WindowConfig {}

    /**
     * Overlapping windows: hopping 4 s by 2 s is [0,4), [2,6), …
     *
     * @param hop how far apart their starts are; divides {@code size}
     */
    record Hopping(Duration size, Duration hop, Duration allowedLateness) implements WindowConfig {
        public Hopping {
            if (hop.isZero() || hop.isNegative() || size.toNanos() % hop.toNanos() != 0) {
                throw new IllegalArgumentException("a hop of " + hop + " does not divide the size " + size);
            }
        }
    }
}
