package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.LongVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. {@code sum} and {@code avg} of longs, exact in 128 bits, whatever the order of the rows. A sum that does not
 * fit into a long is null; an average always fits.
 */
final class LongSum implements Accumulator {
    private static final double TWO_TO_64 = 0x1p64;

    private final LongVector column;
    private long[] low = {};
    private long[] high = {};
    private long[] counts = {};

    LongSum(LongVector column) {
        this.column = column;
    }

    @Override
    public void ensureCapacity(int slots) {
        low = Arrays.copyOf(low, slots);
        high = Arrays.copyOf(high, slots);
        counts = Arrays.copyOf(counts, slots);
    }

    @Override
    public void create(int slot) {
        low[slot] = 0;
        high[slot] = 0;
        counts[slot] = 0;
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
                long value = values[row];
                add(slots[i], value, value >> 63);
                counts[slots[i]]++;
            }
        }
    }

    private void add(int slot, long lowPart, long highPart) {
        long sum = low[slot] + lowPart;
        long carry = Long.compareUnsigned(sum, lowPart) < 0 ? 1 : 0;
        low[slot] = sum;
        high[slot] += highPart + carry;
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            add(into[i], low[from[i]], high[from[i]]);
            counts[into[i]] += counts[from[i]];
        }
    }

    void exportSum(int slot, RowBatch out, int field) {
        if (counts[slot] > 0 && fits(slot)) {
            out.setLong(field, low[slot]);
        }
    }

    void exportAverage(int slot, RowBatch out, int field) {
        if (counts[slot] > 0) {
            double sum = fits(slot) ? (double) low[slot] : high[slot] * TWO_TO_64 + unsigned(low[slot]);
            out.setDouble(field, sum / counts[slot]);
        }
    }

    private boolean fits(int slot) {
        return high[slot] == low[slot] >> 63;
    }

    private static double unsigned(long value) {
        return value >= 0 ? (double) value : (double) value + TWO_TO_64;
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putLong(low[slot]);
        out.putLong(high[slot]);
        out.putLong(counts[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        low[slot] = in.getLong();
        high[slot] = in.getLong();
        counts[slot] = in.getLong();
    }
}
