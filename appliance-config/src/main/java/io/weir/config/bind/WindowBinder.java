package io.weir.config.bind;

import io.weir.config.Durations;
import io.weir.config.WindowConfig;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A pipeline's {@code window}. */
final class WindowBinder {
    private static final List<String> KEYS =
            List.of("type", "size", "hop", "unit", "zone", "offset", "allowed_lateness");
    private static final List<String> LATER = List.of("gap", "slide", "origin", "rows", "max_size");
    private static final List<String> LATER_TYPES = List.of("session", "sliding", "count", "global");
    private static final Duration MIN = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofDays(366);

    /** Each row is kept in this many windows at most. */
    private static final int MAX_OVERLAP = 1000;

    private static final Duration DAY = Duration.ofDays(1);

    private enum Kind {
        TUMBLING,
        HOPPING,
        CALENDAR
    }

    private WindowBinder() {}

    static Optional<WindowConfig> bind(Element element) {
        return Section.open(element, KEYS, LATER).flatMap(WindowBinder::bind);
    }

    private static Optional<WindowConfig> bind(Section window) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            kinds.put(kind.name().toLowerCase(Locale.ROOT), kind);
        }
        Optional<Kind> kind = window.readRequired("type", "tumbling", it -> it.oneOf(kinds, LATER_TYPES));
        Duration lateness = window.duration("allowed_lateness", Duration.ZERO, Duration.ZERO, MAX);
        Optional<WindowConfig> config = kind.isPresent() && kind.get() == Kind.CALENDAR
                ? calendar(window, lateness)
                : fixed(window, kind, lateness);
        return window.failed() || kind.isEmpty() ? Optional.empty() : config;
    }

    private static Optional<WindowConfig> calendar(Section window, Duration lateness) {
        for (String key : List.of("size", "hop")) {
            if (window.has(key)) {
                window.problem(key, "is not for the type calendar, whose windows are as long as their unit; remove it");
            }
        }
        Map<String, WindowConfig.Unit> units = new LinkedHashMap<>();
        for (WindowConfig.Unit unit : WindowConfig.Unit.values()) {
            units.put(unit.name().toLowerCase(Locale.ROOT), unit);
        }
        Optional<WindowConfig.Unit> unit = window.readRequired("unit", "day", it -> it.oneOf(units, List.of("hour")));
        ZoneId zone = window.read("zone", TimeBinder::zone).orElse(ZoneOffset.UTC);
        Duration offset = window.duration("offset", Duration.ZERO, Duration.ZERO, DAY.minusNanos(1_000_000));
        return unit.map(it -> new WindowConfig.Calendar(it, zone, offset, lateness));
    }

    private static Optional<WindowConfig> fixed(Section window, Optional<Kind> kind, Duration lateness) {
        for (String key : List.of("unit", "zone")) {
            if (window.has(key)) {
                window.problem(key, "is only for the type calendar; remove it, or set type: calendar");
            }
        }
        Optional<Duration> size = window.readRequired("size", "1m", it -> it.duration(MIN, MAX));
        Optional<Duration> hop = window.read("hop", it -> it.duration(MIN, MAX));
        Duration offset = window.duration("offset", Duration.ZERO, Duration.ZERO, MAX);
        if (kind.isPresent() && kind.get() == Kind.TUMBLING && window.has("hop")) {
            window.problem("hop", "is only for the type hopping; remove it, or set type: hopping");
        }
        if (kind.isPresent() && kind.get() == Kind.HOPPING) {
            window.required("hop", "10s");
            if (size.isPresent() && hop.isPresent()) {
                checkHop(window, size.get(), hop.get());
            }
        }
        Optional<Duration> step = hop.or(() -> size);
        if (step.isPresent() && offset.compareTo(step.get()) >= 0) {
            window.problem(
                    "offset",
                    "is " + Durations.print(offset) + "; expected less than "
                            + (hop.isPresent() ? "the hop " : "the size ") + Durations.print(step.get()));
        }
        return size.map(it -> hop.isPresent() && !window.failed()
                ? new WindowConfig.Hopping(it, hop.get(), lateness, offset)
                : new WindowConfig.Tumbling(it, lateness, offset));
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
