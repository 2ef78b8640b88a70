package io.weir.ingest.infer;

/**
 * A value that was found in a payload.
 *
 * @param kind what it is
 * @param text the text, the digits of a number, {@code true} or {@code false}; empty for null and structures
 * @param moment whether the format itself says that it is a time
 */
record Value(Kind kind, String text, boolean moment) {
    Value(Kind kind, String text) {
        this(kind, text, false);
    }

    /** What a value is. */
    enum Kind {
        INTEGER,
        REAL,
        BOOL,
        TEXT,
        NULL,
        ARRAY,
        /** Bytes, or what only the format knows. */
        BYTES
    }

    /** A number that is finite; null if it is not, as in a row. */
    static Value real(double value) {
        return Double.isFinite(value) ? new Value(Kind.REAL, Double.toString(value)) : new Value(Kind.NULL, "");
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
