package io.weir.processing.aggregate;

/** A sum of doubles that keeps what each addition rounds away (Neumaier 1974). */
final class CompensatedSum {
    private double sum;
    private double rest;

    void add(double value) {
        double next = sum + value;
        rest += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
        sum = next;
    }

    double value() {
        // Of infinities the rest is not a number.
        return Double.isFinite(sum) ? sum + rest : sum;
    }
}
