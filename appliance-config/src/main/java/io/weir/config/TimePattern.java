package io.weir.config;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/**
 * How a text is read as a time.
 *
 * @param text letters as {@link DateTimeFormatter} knows them: {@code yyyy-MM-dd HH:mm:ss}
 * @param zone of texts that name none. Where its clocks are set back, the earlier of two times is meant
 */
public record TimePattern(String text, ZoneId zone) {
    /**
     * A formatter for the pattern; strict: there is no 30 February.
     *
     * @throws IllegalArgumentException if the pattern is not one
     */
    public DateTimeFormatter formatter() {
        // Strict resolving knows years (u), but not years of an era (y) without one; people write y and mean u.
        return DateTimeFormatter.ofPattern(withYears(text), Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT)
                .withZone(zone);
    }

    private static String withYears(String pattern) {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            quoted ^= c == '\'';
            out.append(c == 'y' && !quoted ? 'u' : c);
        }
        return out.toString();
    }
}
