package io.weir.processing.aggregate;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. {@code first}, {@code last}, {@code arg_min} or {@code arg_max} of anything but texts: the value of one row, chosen
 * by an order. Rows without the value are not there.
 */
final class Edge implements Accumulator {
    private final Vector column;
    private final RowValues rowValues;
    private final RowOrder order;
    private final Choice choice;
    private long[] values = {};
    private long[] keys = {};
    private long[] times = {};
    private boolean[] present = {};

    Edge(Vector column, RowOrder order, Choice choice) {
        this.column = column;
        this.rowValues = new RowValues(column);
        this.order = order;
        this.choice = choice;
    }

    @Override
    public void ensureCapacity(int slots) {
        values = Arrays.copyOf(values, slots);
        keys = Arrays.copyOf(keys, slots);
        times = Arrays.copyOf(times, slots);
        present = Arrays.copyOf(present, slots);
    }

    @Override
    public void create(int slot) {
        values[slot] = 0;
        keys[slot] = 0;
        times[slot] = 0;
        present[slot] = false;
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
        order.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        long[] validity = column.validity();
        long[] rowKeys = order.keys();
        long[] rowTimes = batch.times();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (Bits.isSet(validity, row) && order.has(row) && takes(slots[i], rowKeys[row], rowTimes[row])) {
                keys[slots[i]] = rowKeys[row];
                times[slots[i]] = rowTimes[row];
                values[slots[i]] = rowValues.bits(row);
                present[slots[i]] = true;
            }
        }
    }

    private boolean takes(int slot, long key, long timeNanos) {
        return !present[slot] || choice.takes(key, timeNanos, keys[slot], times[slot]);
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            int source = from[i];
            int target = into[i];
            if (present[source] && takes(target, keys[source], times[source])) {
                keys[target] = keys[source];
                times[target] = times[source];
                values[target] = values[source];
                present[target] = true;
            }
        }
    }

    /** Whether there is a value. */
    boolean has(int slot) {
        return present[slot];
    }

    /** The value: of a double its bits. */
    long value(int slot) {
        return values[slot];
    }

    void export(int slot, RowBatch out, int field) {
        if (!present[slot]) {
            return;
        }
        if (column.type() == FieldType.DOUBLE) {
            out.setDouble(field, Double.longBitsToDouble(values[slot]));
        } else {
            out.setLong(field, values[slot]);
        }
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putLong(values[slot]);
        out.putLong(keys[slot]);
        out.putLong(times[slot]);
        out.putBoolean(present[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        values[slot] = in.getLong();
        keys[slot] = in.getLong();
        times[slot] = in.getLong();
        present[slot] = in.getBoolean();
    }
}
