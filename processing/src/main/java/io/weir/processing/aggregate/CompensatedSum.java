package io.weir.processing.aggregate;

/**
 * A sum of doubles whose error does not grow with their number: what each addition rounds away is added up beside it (A.
 * Neumaier, ZAMM 54, 1974).
 */
final class CompensatedSum {
    private double sum;
    private double lost;

    void add(double value) {
        double after = sum + value;
        lost += lost(sum, value, after);
        sum = after;
    }

    double value() {
        return value(sum, lost);
    }

    /** What {@code after = before + value} has rounded away. */
    static double lost(double before, double value, double after) {
        return Math.abs(before) >= Math.abs(value) ? (before - after) + value : (value - after) + before;
    }

    /** Once the sum is infinite or NaN, what was lost (infinity − infinity) means nothing. */
    static double value(double sum, double lost) {
        return Double.isFinite(sum) ? sum + lost : sum;
    }
}
