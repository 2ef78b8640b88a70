package io.weir.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the configuration and the command line write them: {@code 500ms}, {@code 10s}, {@code 1.5h}, {@code 7d}. */
public final class Durations {
    /** The units, from the longest to the shortest. */
    private static final String[] UNITS = {"d", "h", "m", "s", "ms", "us", "ns"};

    private static final long[] NANOS = {
        86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L
    };
    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?)(d|h|m|s|ms|us|ns)");

    private Durations() {}

    /**
     * A number and its unit, one of {@code ns us ms s m h d}. Empty when the text is not that, is finer than a
     * nanosecond, or longer than 292 years.
     */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(matcher.group(2))) {
                try {
                    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(NANOS[i]));
                    return Optional.of(Duration.ofNanos(nanos.longValueExact()));
                } catch (ArithmeticException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /**
     * In the longest unit that keeps it whole: {@code 90m}, {@code 1500ms}; zero is {@code 0s}. {@link #parse} gives
     * the same duration again.
     *
     * @throws ArithmeticException if it is longer than 292 years
     */
    public static String print(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        int unit = 0;
        while (nanos % NANOS[unit] != 0) {
            unit++;
        }
        return nanos / NANOS[unit] + UNITS[unit];
    }
}
