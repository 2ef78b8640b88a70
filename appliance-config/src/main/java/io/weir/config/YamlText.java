package io.weir.config;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes values so that {@link ConfigReader} reads them again as they were. */
public final class YamlText {
    /** Safe without quotes in every position; numbers and units are among them. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_/.$][A-Za-z0-9_/.:()$-]*[A-Za-z0-9_/.)]|[A-Za-z0-9_/]");

    private YamlText() {}

    /** One value, in double quotes where it needs them. */
    public static String scalar(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !text.equalsIgnoreCase("null") && !text.startsWith("...");
        return plain ? text : quoted(text);
    }

    /** A list on one line. */
    public static String list(Collection<String> texts) {
        return texts.stream().map(YamlText::scalar).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        // A variable's beginning would be replaced when the text is read again.
        text.replace("${", "$${").codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format("\\U%08x", c));
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    private static boolean isPrintable(int c) {
        return (c >= 0x20 && c < 0x7f) || Character.isLetterOrDigit(c);
    }
}
