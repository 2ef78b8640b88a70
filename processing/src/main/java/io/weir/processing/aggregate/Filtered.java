package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;

/** Hot path. An aggregate of the rows for which a condition holds; where it is null or false, they are not there. */
final class Filtered implements Accumulator {
    private final Accumulator target;
    private final BoolVector condition;
    private int[] rows = {};
    private int[] slots = {};

    Filtered(Accumulator target, BoolVector condition) {
        this.target = target;
        this.condition = condition;
    }

    @Override
    public void ensureCapacity(int slotCount) {
        target.ensureCapacity(slotCount);
    }

    @Override
    public void create(int slot) {
        target.create(slot);
    }

    @Override
    public void load(RowBatch batch) {
        condition.load(batch);
        target.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] allRows, int[] allSlots, int count) {
        if (rows.length < count) {
            rows = new int[allRows.length];
            slots = new int[allRows.length];
        }
        long[] truth = condition.truth();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            rows[kept] = allRows[i];
            slots[kept] = allSlots[i];
            kept += Bits.isSet(truth, allRows[i]) ? 1 : 0;
        }
        target.accumulate(batch, rows, slots, kept);
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        target.combine(into, from, count);
    }

    @Override
    public void release(int slot) {
        target.release(slot);
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        target.snapshot(slot, out);
    }

    @Override
    public void restore(int slot, StateReader in) {
        target.restore(slot, in);
    }
}
