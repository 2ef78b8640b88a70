package io.weir.processing.expression;

/** A text is not an expression of the language. */
public final class ExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * A mistake.
     *
     * @param offset where it stands, in characters from the start of the text
     */
    public ExpressionException(String message, int offset) {
        super(message);
        this.offset = offset;
    }

    /** Where the mistake stands, in characters from the start of the text. */
    public int offset() {
        return offset;
    }
}
