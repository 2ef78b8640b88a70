package io.weir.config.yaml;

/** Text from a file made fit for a message: one line, not long. */
public final class Quote {
    private static final int MAX_LENGTH = 60;

    private Quote() {}

    /** {@code 'text'}. */
    public static String of(String text) {
        return "'" + plain(text) + "'";
    }

    /** Without quotes; longer than 60 characters it ends in {@code …}; control characters become {@code ?}. */
    public static String plain(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(MAX_LENGTH + 1L).forEach(c -> out.appendCodePoint(isPrintable(c) ? c : '?'));
        if (out.codePointCount(0, out.length()) > MAX_LENGTH) {
            out.setLength(out.offsetByCodePoints(0, MAX_LENGTH));
            out.append('…');
        }
        return out.toString();
    }

    /** The path of a key below another path: {@code sources.plant}. */
    public static String path(String parent, String key) {
        return parent.isEmpty() ? plain(key) : parent + "." + plain(key);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
