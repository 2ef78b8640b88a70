package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/** Hot path. {@code min} or {@code max} of doubles. NaN in, NaN out; −0.0 is smaller than 0.0. */
final class DoubleExtreme implements Accumulator {
    private final DoubleVector column;
    private final boolean smallest;
    private double[] extremes = {};
    private boolean[] present = {};

    DoubleExtreme(DoubleVector column, boolean smallest) {
        this.column = column;
        this.smallest = smallest;
    }

    @Override
    public void ensureCapacity(int slots) {
        extremes = Arrays.copyOf(extremes, slots);
        present = Arrays.copyOf(present, slots);
    }

    @Override
    public void create(int slot) {
        extremes[slot] = smallest ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        present[slot] = false;
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
            }
        }
    }

    private void add(int slot, double value) {
        extremes[slot] = smallest ? Math.min(extremes[slot], value) : Math.max(extremes[slot], value);
        present[slot] = true;
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            if (present[from[i]]) {
                add(into[i], extremes[from[i]]);
            }
        }
    }

    void export(int slot, RowBatch out, int field) {
        if (present[slot]) {
            out.setDouble(field, extremes[slot]);
        }
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putDouble(extremes[slot]);
        out.putBoolean(present[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        extremes[slot] = in.getDouble();
        present[slot] = in.getBoolean();
    }
}
