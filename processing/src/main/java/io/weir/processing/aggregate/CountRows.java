package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/** Hot path. {@code count()}: how many rows. */
final class CountRows implements Accumulator {
    private long[] counts = {};

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
        // Reads no column.
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        long[] to = counts;
        for (int i = 0; i < count; i++) {
            to[slots[i]]++;
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
