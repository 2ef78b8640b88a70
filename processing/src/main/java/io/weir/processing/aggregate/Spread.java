package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. {@code stddev} and {@code variance} of a sample (divided by n − 1), by Welford's update and Chan's combination
 * (Chan, Golub, LeVeque, 1979), so that a small spread around a large value survives. Null for fewer than two values;
 * NaN once there is a NaN or an infinity among them.
 */
final class Spread implements Accumulator {
    private final DoubleVector column;
    private long[] counts = {};
    private double[] means = {};
    /** The sum of squared distances from the mean. */
    private double[] squares = {};

    Spread(DoubleVector column) {
        this.column = column;
    }

    @Override
    public void ensureCapacity(int slots) {
        counts = Arrays.copyOf(counts, slots);
        means = Arrays.copyOf(means, slots);
        squares = Arrays.copyOf(squares, slots);
    }

    @Override
    public void create(int slot) {
        counts[slot] = 0;
        means[slot] = 0;
        squares[slot] = 0;
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        double[] values = column.values();
        long[] validity = column.validity();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (Bits.isSet(validity, row)) {
                int slot = slots[i];
                double distance = values[row] - means[slot];
                means[slot] += distance / ++counts[slot];
                squares[slot] += distance * (values[row] - means[slot]);
            }
        }
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            combine(into[i], from[i]);
        }
    }

    private void combine(int into, int from) {
        if (counts[from] == 0) {
            return;
        }
        if (counts[into] == 0) {
            counts[into] = counts[from];
            means[into] = means[from];
            squares[into] = squares[from];
            return;
        }
        double n = (double) counts[into];
        double m = (double) counts[from];
        double distance = means[from] - means[into];
        means[into] += distance * (m / (n + m));
        squares[into] += squares[from] + distance * distance * (n * m / (n + m));
        counts[into] += counts[from];
    }

    void exportDeviation(int slot, RowBatch out, int field) {
        if (counts[slot] > 1) {
            out.setDouble(field, Math.sqrt(squares[slot] / (counts[slot] - 1)));
        }
    }

    void exportVariance(int slot, RowBatch out, int field) {
        if (counts[slot] > 1) {
            out.setDouble(field, squares[slot] / (counts[slot] - 1));
        }
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putLong(counts[slot]);
        out.putDouble(means[slot]);
        out.putDouble(squares[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        counts[slot] = in.getLong();
        means[slot] = in.getDouble();
        squares[slot] = in.getDouble();
    }
}
