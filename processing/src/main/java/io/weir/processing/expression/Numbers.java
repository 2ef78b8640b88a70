package io.weir.processing.expression;

/** Numbers of either type. */
public final class Numbers {
    private Numbers() {}

    /** The values of a DOUBLE or LONG vector as doubles. */
    public static DoubleVector asDoubles(Vector numbers) {
        return Arithmetic.toDouble(numbers);
    }
}
