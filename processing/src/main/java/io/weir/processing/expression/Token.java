package io.weir.processing.expression;

/**
 * A word of an expression.
 *
 * @param text as written; of a STRING: its content
 * @param offset of its first character
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        NAME,
        KEYWORD,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Keywords are held in lower case, however they were written. */
    boolean isKeyword(String keyword) {
        return kind == Kind.KEYWORD && text.equals(keyword);
    }

    /** Words that have a meaning in their place only, and are names elsewhere. */
    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    /** How a message names it. */
    String described() {
        return switch (kind) {
            case END -> "the end";
            case STRING -> "'" + text.replace("'", "''") + "'";
            case NAME, KEYWORD, NUMBER, SYMBOL -> "'" + text + "'";
        };
    }
}
