package io.weir.config;

import io.weir.model.ByteSize;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as the configuration writes them: {@code 512B}, {@code 64MiB}, {@code 1.5GiB}. */
public final class ByteSizes {
    /** The units, from the smallest to the largest; each is 1,024 of the one before. */
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?)(B|KiB|MiB|GiB|TiB)");

    private ByteSizes() {}

    /** A number and its unit, one of {@code B KiB MiB GiB TiB}. Empty when the text is not that or not a whole number of bytes. */
    public static Optional<ByteSize> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(matcher.group(2))) {
                try {
                    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * i)));
                    return Optional.of(new ByteSize(bytes.longValueExact()));
                } catch (ArithmeticException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** In the largest unit that keeps it whole: {@code 1536MiB}. {@link #parse} gives the same size again. */
    public static String print(ByteSize size) {
        long value = size.bytes();
        int unit = 0;
        while (value != 0 && value % 1024 == 0 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return value + UNITS[unit];
    }
}
