package io.weir.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which event times are believed; rows outside become dead letters, and move no watermark.
 *
 * @param min the earliest; nothing that is measured now lies before it
 * @param maxPast how far behind the appliance's clock it may lie; absent: no limit
 * @param maxFuture how far ahead of the appliance's clock it may lie
 */
public record TimeBounds(Instant min, Optional<Duration> maxPast, Duration maxFuture) {
    /**
     * The default of {@link #min}: behind 1970, where clocks without a battery begin and where seconds that are read as
     * milliseconds end up, and behind 2000, where most real-time clocks begin.
     */
    public static final Instant DEFAULT_MIN = Instant.parse("2001-01-01T00:00:00Z");
}
