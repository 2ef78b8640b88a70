package io.weir.config.bind;

import io.weir.config.PayloadPath;
import io.weir.config.Suggest;
import io.weir.config.TimeConfig;
import io.weir.config.TimePattern;
import io.weir.config.TimeUnitConfig;
import io.weir.model.EventTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/** A stream's {@code time}, and how times are written. */
final class TimeBinder {
    private static final String PATTERN_EXAMPLE = "a pattern, for example \"yyyy-MM-dd HH:mm:ss\"";
    private static final String INSTANT_EXAMPLE = "a date or an ISO-8601 time, for example 2020-01-01";
    /** Every part of it differs from the part's default. */
    private static final ZonedDateTime PROBE = ZonedDateTime.of(2023, 11, 24, 21, 36, 47, 0, ZoneOffset.UTC);

    private TimeBinder() {}

    /** {@code time: $.ts}, or a mapping. */
    static Optional<TimeConfig> bind(Element element, TimeUnitConfig fallback) {
        if (element.isText()) {
            return Templates.path(element).map(path -> new TimeConfig(path, fallback));
        }
        return Section.open(element, List.of("path", "unit", "pattern", "zone"), List.of("format", "topic"))
                .flatMap(time -> {
                    Optional<PayloadPath> path = time.readRequired("path", "$.ts", Templates::path);
                    TimeUnitConfig unit = time.read("unit", FieldBinder::unit).orElse(fallback);
                    Optional<TimePattern> pattern = pattern(time);
                    return time.failed() ? Optional.empty() : path.map(it -> new TimeConfig(it, unit, pattern));
                });
    }

    /** {@code pattern} and {@code zone} of a section that may have {@code unit}. */
    static Optional<TimePattern> pattern(Section section) {
        ZoneId zone = section.read("zone", TimeBinder::zone).orElse(ZoneOffset.UTC);
        Optional<TimePattern> pattern = section.read("pattern", it -> pattern(it, zone));
        if (section.has("pattern") && section.has("unit")) {
            section.problem("unit", "pattern is given too; keep one of them");
        }
        if (section.has("zone") && !section.has("pattern")) {
            section.problem("zone", "is only for times with a pattern; remove it, or add " + PATTERN_EXAMPLE);
        }
        return pattern;
    }

    /** The name of a time zone. */
    static Optional<ZoneId> zone(Element element) {
        String expected = "a time zone, for example Europe/Berlin, UTC or +01:00";
        Optional<String> text = element.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.get().equals("UTC") || text.get().equals("Z") ? ZoneOffset.UTC : ZoneId.of(text.get()));
        } catch (DateTimeException e) {
            return element.problem("is " + element.shown() + "; expected " + expected
                    + (element.isLiteral()
                            ? Suggest.hint(
                                    text.get(),
                                    ZoneId.getAvailableZoneIds().stream()
                                            .sorted()
                                            .toList())
                            : ""));
        }
    }

    private static Optional<TimePattern> pattern(Element element, ZoneId zone) {
        Optional<String> text = element.text(PATTERN_EXAMPLE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        TimePattern pattern = new TimePattern(text.get(), zone);
        try {
            String written = pattern.formatter().format(PROBE);
            Instant read = Instant.from(pattern.formatter().parse(written));
            long missing = Math.abs(read.getEpochSecond() - PROBE.toEpochSecond());
            if (missing >= 86_400) {
                return element.problem("is " + element.shown() + ", which does not say the day; expected year, month,"
                        + " day and time, for example \"yyyy-MM-dd HH:mm:ss\"");
            }
            return Optional.of(pattern);
        } catch (IllegalArgumentException | DateTimeException e) {
            return element.problem("is " + element.shown() + "; expected year, month, day and time in the letters of"
                    + " Java's DateTimeFormatter, for example \"yyyy-MM-dd HH:mm:ss\"");
        }
    }

    /** A date, or an ISO-8601 time with a zone. */
    static Optional<Instant> instant(Element element) {
        Optional<String> text = element.text(INSTANT_EXAMPLE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant instant = text.get().contains("T")
                    ? OffsetDateTime.parse(text.get()).toInstant()
                    : LocalDate.parse(text.get()).atStartOfDay(ZoneOffset.UTC).toInstant();
            EventTime.ofInstant(instant);
            return Optional.of(instant);
        } catch (DateTimeException e) {
            return element.problem("is " + element.shown() + "; expected " + INSTANT_EXAMPLE);
        }
    }
}
