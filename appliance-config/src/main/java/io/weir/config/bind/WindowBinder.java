package io.weir.config.bind;

import io.weir.config.Durations;
import io.weir.config.Expression;
import io.weir.config.WindowConfig;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A pipeline's {@code window}. */
final class WindowBinder {
    private static final String TYPE = "type";
    private static final List<String> LATER = List.of("slide", "origin", "max_size");
    private static final List<String> LATER_TYPES = List.of("global");
    private static final Duration MIN = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofDays(366);

    /** Each row is kept in this many windows at most. */
    private static final int MAX_OVERLAP = 1000;

    private static final int MAX_ROWS = 1_000_000_000;

    private static final Duration DAY = Duration.ofDays(1);

    private enum Kind {
        TUMBLING("size", "offset", "allowed_lateness", "every"),
        HOPPING("size", "hop", "offset", "allowed_lateness", "every"),
        SLIDING("size", "allowed_lateness"),
        SESSION("gap", "max_length", "allowed_lateness"),
        COUNT("rows", "hop"),
        STATE("begin", "end", "for"),
        SILENCE("after"),
        CALENDAR("unit", "zone", "offset", "allowed_lateness", "every");

        @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
        private final List<String> keys;

        Kind(String... keys) {
            this.keys = List.of(keys);
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static List<String> allKeys() {
            return Stream.concat(Stream.of(TYPE), Arrays.stream(values()).flatMap(kind -> kind.keys.stream()))
                    .distinct()
                    .toList();
        }
    }

    private WindowBinder() {}

    static Optional<WindowConfig> bind(Element element) {
        return Section.open(element, Kind.allKeys(), LATER).flatMap(WindowBinder::bind);
    }

    private static Optional<WindowConfig> bind(Section window) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            kinds.put(kind.word(), kind);
        }
        Optional<Kind> kind = window.readRequired(TYPE, "tumbling", it -> it.oneOf(kinds, LATER_TYPES));
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        refuseForeign(window, kind.get());
        Duration lateness = kind.get().keys.contains("allowed_lateness")
                ? window.duration("allowed_lateness", Duration.ZERO, Duration.ZERO, MAX)
                : Duration.ZERO;
        Optional<? extends WindowConfig> config = switch (kind.get()) {
            case TUMBLING -> tumbling(window, lateness);
            case HOPPING -> hopping(window, lateness);
            case SLIDING -> size(window).map(it -> (WindowConfig) new WindowConfig.Sliding(it, lateness));
            case SESSION -> session(window, lateness);
            case COUNT -> count(window);
            case STATE -> state(window);
            case SILENCE ->
                window.readRequired("after", "5m", it -> it.duration(MIN, MAX)).map(WindowConfig.Silence::new);
            case CALENDAR -> calendar(window, lateness);
        };
        Optional<Duration> every = window.read("every", it -> it.duration(MIN, DAY));
        if (every.isPresent()) {
            return config.flatMap(it -> early(window, it, every.get()));
        }
        return window.failed() ? Optional.empty() : config.map(it -> it);
    }

    private static Optional<WindowConfig> early(Section window, WindowConfig config, Duration every) {
        Optional<Duration> size = config instanceof WindowConfig.Tumbling tumbling
                ? Optional.of(tumbling.size())
                : config instanceof WindowConfig.Hopping hopping ? Optional.of(hopping.size()) : Optional.empty();
        if (size.isPresent() && every.compareTo(size.get()) >= 0) {
            window.problem(
                    "every",
                    "is " + Durations.print(every) + "; expected less than the size " + Durations.print(size.get())
                            + ", at whose end a result comes anyway");
        }
        return window.failed() ? Optional.empty() : Optional.of(new WindowConfig.Early(config, every));
    }

    /** Keys that other types have. */
    private static void refuseForeign(Section window, Kind kind) {
        for (String key : Kind.allKeys()) {
            if (window.has(key) && !key.equals(TYPE) && !kind.keys.contains(key)) {
                List<String> others = Arrays.stream(Kind.values())
                        .filter(it -> it.keys.contains(key))
                        .map(Kind::word)
                        .toList();
                window.problem(
                        key,
                        "is not for the type " + kind.word() + ", which has " + String.join(", ", kind.keys)
                                + "; remove it, or set type: " + String.join(" or ", others));
            }
        }
    }

    private static Optional<Duration> size(Section window) {
        return window.readRequired("size", "1m", it -> it.duration(MIN, MAX));
    }

    private static Optional<WindowConfig> session(Section window, Duration lateness) {
        Optional<Duration> gap = window.readRequired("gap", "5m", it -> it.duration(MIN, MAX));
        Optional<Duration> maxLength = window.read("max_length", it -> it.duration(MIN, MAX));
        if (gap.isPresent() && maxLength.isPresent() && maxLength.get().compareTo(gap.get()) < 0) {
            window.problem(
                    "max_length",
                    "is " + Durations.print(maxLength.get()) + ", shorter than the gap " + Durations.print(gap.get()));
        }
        return gap.map(it -> new WindowConfig.Session(it, maxLength, lateness));
    }

    private static Optional<WindowConfig> state(Section window) {
        Optional<Expression> begin = window.readRequired(
                "begin", "temp > 80", it -> PipelineBinder.expression(it, "a condition, for example temp > 80"));
        Optional<Expression> end =
                window.read("end", it -> PipelineBinder.expression(it, "a condition, for example temp < 75"));
        Duration hold = window.duration("for", Duration.ZERO, Duration.ZERO, MAX);
        return begin.map(it -> new WindowConfig.State(it, end, hold));
    }

    private static Optional<WindowConfig> count(Section window) {
        Optional<Integer> rows = window.readRequired("rows", "100", it -> it.integer(1, MAX_ROWS));
        Optional<Integer> hop = window.read("hop", it -> it.integer(1, MAX_ROWS));
        if (rows.isPresent() && hop.isPresent()) {
            if (rows.get() % hop.get() != 0) {
                window.problem("hop", "is " + hop.get() + "; expected a divisor of the number of rows, " + rows.get());
            } else if (rows.get() / hop.get() > MAX_OVERLAP) {
                window.problem("hop", tooMany(hop.get().toString(), rows.get().toString(), rows.get() / hop.get()));
            }
        }
        return window.failed() ? Optional.empty() : rows.map(it -> new WindowConfig.Count(it, hop.orElse(it)));
    }

    private static Optional<WindowConfig> calendar(Section window, Duration lateness) {
        Map<String, WindowConfig.Unit> units = new LinkedHashMap<>();
        for (WindowConfig.Unit unit : WindowConfig.Unit.values()) {
            units.put(unit.name().toLowerCase(Locale.ROOT), unit);
        }
        Optional<WindowConfig.Unit> unit = window.readRequired("unit", "day", it -> it.oneOf(units, List.of("hour")));
        ZoneId zone = window.read("zone", TimeBinder::zone).orElse(ZoneOffset.UTC);
        Duration offset = window.duration("offset", Duration.ZERO, Duration.ZERO, DAY.minusNanos(1_000_000));
        return unit.map(it -> new WindowConfig.Calendar(it, zone, offset, lateness));
    }

    private static Optional<WindowConfig> tumbling(Section window, Duration lateness) {
        Optional<Duration> size = size(window);
        Duration offset = offset(window, "size", size);
        return size.map(it -> new WindowConfig.Tumbling(it, lateness, offset));
    }

    private static Optional<WindowConfig> hopping(Section window, Duration lateness) {
        Optional<Duration> size = size(window);
        Optional<Duration> hop = window.readRequired("hop", "10s", it -> it.duration(MIN, MAX));
        if (size.isPresent() && hop.isPresent()) {
            checkHop(window, size.get(), hop.get());
        }
        Duration offset = offset(window, "hop", hop);
        return window.failed()
                ? Optional.empty()
                : size.flatMap(it -> hop.map(by -> new WindowConfig.Hopping(it, by, lateness, offset)));
    }

    /** Less than a step, which another key gives. */
    private static Duration offset(Section window, String key, Optional<Duration> step) {
        Duration offset = window.duration("offset", Duration.ZERO, Duration.ZERO, MAX);
        if (step.isPresent() && offset.compareTo(step.get()) >= 0) {
            window.problem(
                    "offset",
                    "is " + Durations.print(offset) + "; expected less than the " + key + " "
                            + Durations.print(step.get()));
        }
        return offset;
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
            window.problem("hop", tooMany(Durations.print(hop), Durations.print(size), size.toNanos() / hop.toNanos()));
        }
    }

    private static String tooMany(String hop, String size, long windows) {
        return "is " + hop + "; with the size " + size + " each row would be in " + windows
                + " windows: expected at most " + MAX_OVERLAP;
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
