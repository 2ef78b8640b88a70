package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. {@code sum} and {@code avg} of doubles, with Neumaier's compensation (A. Neumaier, ZAMM 54, 1974): the error
 * of the sum does not grow with the number of rows. NaN in, NaN out; an infinity in, that infinity out; both infinities,
 * NaN.
 */
final class DoubleSum implements Accumulator {
    private final DoubleVector column;
    private double[] sums = {};
    /** What rounding has taken from each sum. */
    private double[] lost = {};

    private long[] counts = {};

    DoubleSum(DoubleVector column) {
        this.column = column;
    }

    @Override
    public void ensureCapacity(int slots) {
        sums = Arrays.copyOf(sums, slots);
        lost = Arrays.copyOf(lost, slots);
        counts = Arrays.copyOf(counts, slots);
    }

    @Override
    public void create(int slot) {
        sums[slot] = 0;
        lost[slot] = 0;
        counts[slot] = 0;
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
                add(slots[i], values[row]);
                counts[slots[i]]++;
            }
        }
    }

    private void add(int slot, double value) {
        double before = sums[slot];
        double after = before + value;
        lost[slot] += CompensatedSum.lost(before, value, after);
        sums[slot] = after;
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            double otherLost = lost[from[i]];
            add(into[i], sums[from[i]]);
            lost[into[i]] += otherLost;
            counts[into[i]] += counts[from[i]];
        }
    }

    void exportSum(int slot, RowBatch out, int field) {
        if (counts[slot] > 0) {
            out.setDouble(field, sum(slot));
        }
    }

    void exportAverage(int slot, RowBatch out, int field) {
        if (counts[slot] > 0) {
            out.setDouble(field, sum(slot) / counts[slot]);
        }
    }

    private double sum(int slot) {
        return CompensatedSum.value(sums[slot], lost[slot]);
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putDouble(sums[slot]);
        out.putDouble(lost[slot]);
        out.putLong(counts[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        sums[slot] = in.getDouble();
        lost[slot] = in.getDouble();
        counts[slot] = in.getLong();
    }
}
