package io.weir.processing.window;

import io.weir.model.RowBatch;
import io.weir.processing.aggregate.Accumulator;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.List;

/** Hot path. The state of every aggregate by slot, treated as one. Not thread-safe. */
final class SlotStates {
    private final Accumulator[] accumulators;
    private int capacity;

    SlotStates(List<Accumulator> accumulators) {
        this.accumulators = accumulators.toArray(Accumulator[]::new);
    }

    /** Makes room for slots 0 to {@code slots - 1}. */
    void ensureCapacity(int slots) {
        if (capacity < slots) {
            capacity = slots;
            for (Accumulator accumulator : accumulators) {
                accumulator.ensureCapacity(slots);
            }
        }
    }

    void create(int slot) {
        for (Accumulator accumulator : accumulators) {
            accumulator.create(slot);
        }
    }

    void release(int slot) {
        for (Accumulator accumulator : accumulators) {
            accumulator.release(slot);
        }
    }

    void load(RowBatch batch) {
        for (Accumulator accumulator : accumulators) {
            accumulator.load(batch);
        }
    }

    void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        for (Accumulator accumulator : accumulators) {
            accumulator.accumulate(batch, rows, slots, count);
        }
    }

    void combine(int[] into, int[] from, int count) {
        for (Accumulator accumulator : accumulators) {
            accumulator.combine(into, from, count);
        }
    }

    void snapshot(int slot, StateWriter out) {
        for (Accumulator accumulator : accumulators) {
            accumulator.snapshot(slot, out);
        }
    }

    /** Creates the slot with what {@link #snapshot} wrote. */
    void restore(int slot, StateReader in) {
        for (Accumulator accumulator : accumulators) {
            accumulator.create(slot);
            accumulator.restore(slot, in);
        }
    }
}
