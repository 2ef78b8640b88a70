package io.weir.processing.expression;

/** Remembers values from row to row. */
public interface Memory {
    /**
     * The value that the row before it of the same key had.
     *
     * @param text what the value is in canonical form: the same text means the same value
     */
    Vector previous(Vector value, String text);
}
