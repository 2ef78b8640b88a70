package io.weir.config.bind;

import io.weir.config.ByteSizes;
import io.weir.config.Durations;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody meant who wrote a unit as other systems do: {@code 10GB}, {@code 30 sec}. */
final class UnitHints {
    private static final Pattern SYNTAX = Pattern.compile("([0-9.]{1,18})\\s*([A-Za-z]{1,12})");
    private static final Map<String, String> DURATIONS = Map.ofEntries(
            Map.entry("sec", "s"),
            Map.entry("secs", "s"),
            Map.entry("second", "s"),
            Map.entry("seconds", "s"),
            Map.entry("min", "m"),
            Map.entry("mins", "m"),
            Map.entry("minute", "m"),
            Map.entry("minutes", "m"),
            Map.entry("hour", "h"),
            Map.entry("hours", "h"),
            Map.entry("day", "d"),
            Map.entry("days", "d"),
            Map.entry("millis", "ms"));
    private static final Map<String, String> SIZES = Map.of(
            "k", "KiB", "kb", "KiB", "kib", "KiB", "m", "MiB", "mb", "MiB", "mib", "MiB", "g", "GiB", "gb", "GiB",
            "gib", "GiB");

    private UnitHints() {}

    /** The end of a message, or nothing; nothing unless the text may be shown. */
    static String duration(String text, boolean mayBeShown) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!mayBeShown || !matcher.matches()) {
            return "";
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        String proposal = matcher.group(1) + DURATIONS.getOrDefault(unit, unit);
        return Durations.parse(proposal).isPresent() ? "; did you mean '" + proposal + "'?" : "";
    }

    /** As {@link #duration}. */
    static String size(String text, boolean mayBeShown) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!mayBeShown || !matcher.matches()) {
            return "";
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        String proposal = matcher.group(1) + SIZES.getOrDefault(unit, matcher.group(2));
        return ByteSizes.parse(proposal).isPresent() ? "; did you mean '" + proposal + "'?" : "";
    }
}
