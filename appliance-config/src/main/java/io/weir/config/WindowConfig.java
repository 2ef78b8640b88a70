package io.weir.config;

import java.time.Duration;
import java.time.ZoneId;

/** How time is cut into windows. One record per kind. Windows are closed-open, and aligned to the epoch or the calendar. */
public sealed interface WindowConfig {
    /** How long after its end (in watermark) a window still takes late rows, each of which emits a revision. */
    Duration allowedLateness();

    /** By how much windows start later than the epoch, or than midnight. */
    Duration offset();

    /**
     * Consecutive windows: tumbling 2 s is [0,2), [2,4), …
     *
     * @param offset less than {@code size}
     */
    record Tumbling(Duration size, Duration allowedLateness, Duration offset) implements WindowConfig {
        /** Aligned to the epoch. */
        public Tumbling(Duration size, Duration allowedLateness) {
            this(size, allowedLateness, Duration.ZERO);
        }
    }

    /**
     * Overlapping windows: hopping 4 s by 2 s is [0,4), [2,6), …
     *
     * @param hop how far apart their starts are; divides {@code size}
     * @param offset less than {@code hop}
     */
    record Hopping(Duration size, Duration hop, Duration allowedLateness, Duration offset) implements WindowConfig {
        public Hopping {
            if (hop.isZero() || hop.isNegative() || size.toNanos() % hop.toNanos() != 0) {
                throw new IllegalArgumentException("a hop of " + hop + " does not divide the size " + size);
            }
        }

        /** Aligned to the epoch. */
        public Hopping(Duration size, Duration hop, Duration allowedLateness) {
            this(size, hop, allowedLateness, Duration.ZERO);
        }
    }

    /** A unit of the calendar. Weeks begin on Monday. */
    enum Unit {
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    /**
     * Consecutive days, weeks, months or years of a time zone.
     *
     * @param offset the time of the day at which they begin, by the clocks of the zone
     */
    record Calendar(Unit unit, ZoneId zone, Duration offset, Duration allowedLateness) implements WindowConfig {}
}
