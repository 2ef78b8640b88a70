package io.weir.config;

import java.time.Duration;

/** What windows of several kinds say alike. */
final class WindowText {
    private WindowText() {}

    static String yaml(Duration offset, Duration lateness) {
        return ", offset: " + Durations.print(offset) + ", allowed_lateness: " + Durations.print(lateness) + " }";
    }

    static String describe(Duration offset, Duration lateness) {
        return (offset.isZero() ? "" : " from " + Durations.print(offset) + " on")
                + (lateness.isZero() ? "" : " with " + Durations.print(lateness) + " allowed lateness");
    }
}
