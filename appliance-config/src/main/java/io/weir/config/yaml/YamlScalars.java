package io.weir.config.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** What plain scalars are by YAML's core schema: {@code 7}, {@code 0x1F}, {@code 1e3}, {@code True}, {@code ~}; else texts. */
final class YamlScalars {
    private static final ScalarResolver CORE = new CoreScalarResolver(false);
    private static final int MAX_DIGITS = 1000;

    private YamlScalars() {}

    /** @throws NumberFormatException if it is a number with too many digits, or beyond all bounds */
    static @Nullable Object plain(String text) {
        Tag tag = CORE.resolve(text, true);
        if (tag.equals(Tag.NULL)) {
            return null;
        } else if (tag.equals(Tag.BOOL)) {
            return text.toLowerCase(Locale.ROOT).equals("true");
        } else if (tag.equals(Tag.INT)) {
            return integer(bounded(text));
        } else if (tag.equals(Tag.FLOAT)) {
            return decimal(bounded(text));
        }
        return text;
    }

    private static String bounded(String number) {
        if (number.length() > MAX_DIGITS) {
            throw new NumberFormatException("more than " + MAX_DIGITS + " digits");
        }
        return number;
    }

    private static BigInteger integer(String text) {
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16);
        }
        return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
    }

    /** JSON has no numbers for what is none, or endless: they are texts. */
    private static Object decimal(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.endsWith("nan")) {
            return "NaN";
        }
        if (lower.endsWith("inf")) {
            return lower.startsWith("-") ? "-Infinity" : "Infinity";
        }
        return new BigDecimal(text);
    }
}
