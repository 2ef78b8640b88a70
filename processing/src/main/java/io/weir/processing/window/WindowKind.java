package io.weir.processing.window;

import io.weir.config.WindowConfig;
import java.time.Duration;

/** A kind of window with its measures, checked. */
public sealed interface WindowKind permits WindowShape, SlidingKind, SessionKind, CountKind, StateKind {
    /**
     * What a configuration asks for, unless it has conditions: see {@link StateKind#of}.
     *
     * @throws IllegalArgumentException with a message for the configuration's author, if it is not possible
     */
    static WindowKind of(WindowConfig config, Duration outOfOrderness) {
        if (config instanceof WindowConfig.Sliding sliding) {
            return SlidingKind.of(sliding, outOfOrderness);
        }
        if (config instanceof WindowConfig.Session session) {
            return SessionKind.of(session, outOfOrderness);
        }
        if (config instanceof WindowConfig.Count count) {
            return CountKind.of(count, outOfOrderness);
        }
        return WindowShape.of(config, outOfOrderness);
    }

    /** The smallest event time for which nothing that is computed from it overflows. */
    long minTimeNanos();

    /** The largest event time for which nothing that is computed from it overflows. */
    long maxTimeNanos();

    /** Windows without state. */
    Windows open(WindowParts parts);
}
