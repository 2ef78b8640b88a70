package io.weir.config;

/**
 * The text of an expression, not yet parsed: the stage that runs it owns its grammar.
 *
 * @param text as written, after substitution of variables
 * @param path where it stands in the configuration's structure, for example {@code pipelines.press_1m.where}
 * @param location of its first character
 */
public record Expression(String text, String path, Location location) {
    /**
     * The place of the character with this index in {@link #text}. Exact for an expression on one line and for each line
     * of a block ({@code |}); where the file folds lines ({@code >}), uses escapes or variables, the place is that of a
     * text without them.
     */
    public Location locationAt(int index) {
        int end = Math.min(index, text.length());
        int lineStart = text.lastIndexOf('\n', end - 1) + 1;
        int column = location.column() + text.codePointCount(lineStart, end);
        int line = location.line()
                + (int) text.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new Location(location.file(), line, column);
    }
}
