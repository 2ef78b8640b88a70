package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;

/** Hot path. {@code delta}: the last value less the first, by event time; null of longs where it does not fit. */
final class Difference implements Accumulator {
    private final Edge first;
    private final Edge last;
    private final boolean doubles;

    /** @param column of doubles or longs */
    Difference(Vector column) {
        this.first = new Edge(column, RowOrder.byTime(), Choice.FIRST_SMALLEST);
        this.last = new Edge(column, RowOrder.byTime(), Choice.LAST_LARGEST);
        this.doubles = column instanceof DoubleVector;
    }

    @Override
    public void ensureCapacity(int slots) {
        first.ensureCapacity(slots);
        last.ensureCapacity(slots);
    }

    @Override
    public void create(int slot) {
        first.create(slot);
        last.create(slot);
    }

    @Override
    public void load(RowBatch batch) {
        first.load(batch);
        last.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        first.accumulate(batch, rows, slots, count);
        last.accumulate(batch, rows, slots, count);
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        first.combine(into, from, count);
        last.combine(into, from, count);
    }

    void export(int slot, RowBatch out, int field) {
        if (!first.has(slot)) {
            return;
        }
        long from = first.value(slot);
        long to = last.value(slot);
        if (doubles) {
            out.setDouble(field, Double.longBitsToDouble(to) - Double.longBitsToDouble(from));
            return;
        }
        long delta = to - from;
        boolean fits = ((to ^ from) & (to ^ delta)) >= 0;
        if (fits) {
            out.setLong(field, delta);
        }
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        first.snapshot(slot, out);
        last.snapshot(slot, out);
    }

    @Override
    public void restore(int slot, StateReader in) {
        first.restore(slot, in);
        last.restore(slot, in);
    }
}
