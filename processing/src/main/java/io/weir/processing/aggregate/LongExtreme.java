package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.LongVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/** Hot path. {@code min} or {@code max} of longs or timestamps. */
final class LongExtreme implements Accumulator {
    private final LongVector column;
    private final boolean smallest;
    private long[] extremes = {};
    private boolean[] present = {};

    LongExtreme(LongVector column, boolean smallest) {
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
        extremes[slot] = smallest ? Long.MAX_VALUE : Long.MIN_VALUE;
        present[slot] = false;
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        long[] values = column.values();
        long[] validity = column.validity();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (Bits.isSet(validity, row)) {
                add(slots[i], values[row]);
            }
        }
    }

    private void add(int slot, long value) {
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
            out.setLong(field, extremes[slot]);
        }
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putLong(extremes[slot]);
        out.putBoolean(present[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        extremes[slot] = in.getLong();
        present[slot] = in.getBoolean();
    }
}
