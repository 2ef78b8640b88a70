package io.weir.ingest.infer;

import io.weir.model.EventTime;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the values of a member are times, and how they are written. */
final class TimeGuess {
    /** Times between 2001 and 2100 by their magnitude: no two units overlap. */
    private static final Map<String, Integer> UNITS = Map.of("s", 0, "ms", 3, "us", 6, "ns", 9);

    private static final BigDecimal FIRST =
            BigDecimal.valueOf(Instant.parse("2001-01-01T00:00:00Z").getEpochSecond());
    private static final BigDecimal LAST =
            BigDecimal.valueOf(Instant.parse("2100-01-01T00:00:00Z").getEpochSecond());
    private static final List<String> PATTERNS = List.of(
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd HH:mm:ss.SSS",
            "yyyy-MM-dd HH:mm",
            "yyyy/MM/dd HH:mm:ss",
            "dd.MM.yyyy HH:mm:ss",
            "dd/MM/yyyy HH:mm:ss",
            "MM/dd/yyyy HH:mm:ss",
            "yyyy-MM-dd'T'HH:mm:ss",
            "yyyy-MM-dd'T'HH:mm:ss.SSS",
            "yyyyMMddHHmmss");

    private final List<String> units = new ArrayList<>(List.of("s", "ms", "us", "ns"));
    private final List<String> patterns = new ArrayList<>(PATTERNS);
    private boolean iso = true;
    private long count;
    private long moments;

    void add(Value value) {
        count++;
        moments += value.moment() ? 1 : 0;
        String text = value.text();
        boolean number = value.kind() == Value.Kind.INTEGER || value.kind() == Value.Kind.REAL;
        units.removeIf(unit -> !number || text.length() > 40 || !fits(new BigDecimal(text), unit));
        if (!patterns.isEmpty()) {
            patterns.removeIf(pattern -> !follows(text, pattern));
        }
        iso = iso && value.kind() == Value.Kind.TEXT && isIso(text);
    }

    private static boolean fits(BigDecimal value, String unit) {
        BigDecimal seconds = value.scaleByPowerOfTen(-UNITS.getOrDefault(unit, 0));
        return seconds.compareTo(FIRST) >= 0 && seconds.compareTo(LAST) < 0;
    }

    private static boolean follows(String text, String pattern) {
        try {
            DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT)
                    .withZone(ZoneOffset.UTC)
                    .parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isIso(String text) {
        try {
            EventTime.parseIso(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Whether every value is a time. */
    boolean isTime() {
        return count > 0 && (iso || !units.isEmpty() || !patterns.isEmpty());
    }

    /** Whether no value could be anything but a time: a text in a form of one, or what the format calls so. */
    boolean isSurely() {
        return isTime() && (moments == count || iso || (!patterns.isEmpty() && units.isEmpty()));
    }

    /** What goes with {@code path} in the configuration. */
    String yaml() {
        if (iso && count > 0) {
            return "unit: iso";
        }
        if (!patterns.isEmpty()) {
            return "pattern: \"" + patterns.get(0) + "\"";
        }
        return "unit: " + units.get(0);
    }

    /** What a person should check of it, or nothing. */
    String comment() {
        if (iso || patterns.isEmpty()) {
            return "";
        }
        return patterns.size() > 1
                ? "or " + String.join(", or ", patterns.subList(1, patterns.size())) + "; in UTC, or add zone"
                : "in UTC, or add zone: Europe/Berlin";
    }
}
