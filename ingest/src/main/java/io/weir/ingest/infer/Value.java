package io.weir.ingest.infer;

/**
 * A value that was found in a payload.
 *
 * @param kind what it is
 * @param text the text, the digits of a number, {@code true} or {@code false}; empty for null and structures
 */
record Value(Kind kind, String text) {
    /** What a value is. */
    enum Kind {
        INTEGER,
        REAL,
        BOOL,
        TEXT,
        NULL,
        ARRAY
    }

    /** A number, bool or text that says itself what it is, as in CSV. */
    static Value guessed(String text) {
        if (text.isEmpty()) {
            return new Value(Kind.NULL, "");
        }
        if (text.equals("true") || text.equals("false")) {
            return new Value(Kind.BOOL, text);
        }
        if (text.matches("[+-]?[0-9]{1,18}")) {
            return new Value(Kind.INTEGER, text);
        }
        return text.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")
                ? new Value(Kind.REAL, text)
                : new Value(Kind.TEXT, text);
    }
}
