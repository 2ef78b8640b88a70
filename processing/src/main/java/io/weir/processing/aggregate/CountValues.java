package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/** Hot path. {@code count(field)}: how many values that are not null. */
final class CountValues implements Accumulator {
    private final Vector column;
    private long[] counts = {};

    CountValues(Vector column) {
        this.column = column;
    }

    @Override
    public void ensureCapacity(int slots) {
        counts = Arrays.copyOf(counts, slots);
    }

    @Override
    public void create(int slot) {
        counts[slot] = 0;
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        long[] validity = column.validity();
        long[] to = counts;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            to[slots[i]] += (validity[row >> 6] >>> (row & 63)) & 1L;
        }
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            counts[into[i]] += counts[from[i]];
        }
    }

    void export(int slot, RowBatch out, int field) {
        out.setLong(field, counts[slot]);
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putLong(counts[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        counts[slot] = in.getLong();
    }
}
