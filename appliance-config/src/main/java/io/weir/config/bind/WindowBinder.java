package io.weir.config.bind;

import io.weir.config.Durations;
import io.weir.config.WindowConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pipeline's {@code window}. */
final class WindowBinder {
    private static final List<String> KEYS = List.of("type", "size", "hop", "allowed_lateness");
    private static final List<String> LATER = List.of("gap", "slide", "offset", "origin", "rows", "max_size");
    private static final List<String> LATER_TYPES = List.of("session", "sliding", "count", "global", "calendar");
    private static final Duration MIN = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofDays(366);

    /** Each row is kept in this many windows at most. */
    private static final int MAX_OVERLAP = 1000;

    private enum Kind {
        TUMBLING,
        HOPPING
    }

    private WindowBinder() {}

    static Optional<WindowConfig> bind(Element element) {
        return Section.open(element, KEYS, LATER).flatMap(WindowBinder::bind);
    }

    private static Optional<WindowConfig> bind(Section window) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("tumbling", Kind.TUMBLING);
        kinds.put("hopping", Kind.HOPPING);
        Optional<Kind> kind = window.readRequired("type", "tumbling", it -> it.oneOf(kinds, LATER_TYPES));
        Optional<Duration> size = window.readRequired("size", "1m", it -> it.duration(MIN, MAX));
        Optional<Duration> hop = window.read("hop", it -> it.duration(MIN, MAX));
        Duration lateness = window.duration("allowed_lateness", Duration.ZERO, Duration.ZERO, MAX);
        if (kind.isPresent() && kind.get() == Kind.TUMBLING && window.has("hop")) {
            window.problem("hop", "is only for the type hopping; remove it, or set type: hopping");
        }
        if (kind.isPresent() && kind.get() == Kind.HOPPING) {
            window.required("hop", "10s");
            if (size.isPresent() && hop.isPresent()) {
                checkHop(window, size.get(), hop.get());
            }
        }
        if (window.failed() || kind.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                hop.isPresent()
                        ? new WindowConfig.Hopping(size.get(), hop.get(), lateness)
                        : new WindowConfig.Tumbling(size.get(), lateness));
    }

    private static void checkHop(Section window, Duration size, Duration hop) {
        if (hop.compareTo(size) > 0) {
            window.problem(
                    "hop",
                    "is " + Durations.print(hop) + ", longer than the size " + Durations.print(size)
                            + "; rows between the windows would be in none: expected at most the size");
        } else if (size.toNanos() % hop.toNanos() != 0) {
            window.problem(
                    "hop",
                    "is " + Durations.print(hop) + "; expected a divisor of the size " + Durations.print(size)
                            + ", for example " + Durations.print(nearestDivisor(size, hop)));
        } else if (size.toNanos() / hop.toNanos() > MAX_OVERLAP) {
            window.problem(
                    "hop",
                    "is " + Durations.print(hop) + "; with the size " + Durations.print(size)
                            + " each row would be in " + size.toNanos() / hop.toNanos() + " windows: expected at most "
                            + MAX_OVERLAP);
        }
    }

    /** The size divided by the smallest whole number that makes it no longer than the hop and keeps it whole. */
    private static Duration nearestDivisor(Duration size, Duration hop) {
        long parts = Math.max(1, size.toNanos() / hop.toNanos());
        for (long n = parts + 1; n <= parts + 1000; n++) {
            if (size.toNanos() % n == 0) {
                return size.dividedBy(n);
            }
        }
        return size;
    }
}
