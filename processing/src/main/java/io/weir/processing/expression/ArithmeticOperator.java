package io.weir.processing.expression;

/** {@code + - * / %}. */
public enum ArithmeticOperator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    REMAINDER("%");

    private final String symbol;

    ArithmeticOperator(String symbol) {
        this.symbol = symbol;
    }

    /** As written in an expression. */
    public String symbol() {
        return symbol;
    }
}
