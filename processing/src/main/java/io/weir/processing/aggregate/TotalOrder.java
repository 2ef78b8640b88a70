package io.weir.processing.aggregate;

/** Doubles as longs of the same order (IEEE 754): -0.0 before 0.0, NaN last. */
final class TotalOrder {
    private TotalOrder() {}

    static long key(double value) {
        return flip(Double.doubleToLongBits(value));
    }

    static double value(long key) {
        return Double.longBitsToDouble(flip(key));
    }

    /** Of negative numbers the other bits count down. */
    private static long flip(long bits) {
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }
}
