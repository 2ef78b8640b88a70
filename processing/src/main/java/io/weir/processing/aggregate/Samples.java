package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. The values of a slot's rows with their times, for what only all of them together can tell, such as how long there
 * was silence when a row may yet come between two others. A slot keeps its arrays for its next owner unless they are large. Not
 * thread-safe.
 *
 * <p>A slot holds {@link #MAX} values; when there are more, it is full and holds none: what they would say is
 * null, since what some of them say would be wrong.
 */
final class Samples implements Accumulator {
    /** The most values of a group in a window. */
    static final int MAX = 100_000;

    private static final long[] NOTHING = {};
    private static final int STEP = 16;
    private static final int KEPT = 1024;
    private static final int BYTES = 2 * Long.BYTES;
    /** The count of a slot that has given up. */
    private static final int FULL = -1;

    private final Allowance allowance;
    private final Vector column;
    private final RowValues values;
    private final TimeSort byTime;
    private final ValueSort bySize;

    // By slot.
    private int[] counts = {};
    private long[][] times = {};
    private long[][] bits = {};

    Samples(Vector column, Allowance allowance) {
        this.allowance = allowance;
        this.column = column;
        this.values = new RowValues(column);
        this.byTime = new TimeSort(column.type());
        this.bySize = new ValueSort(column.type());
    }

    @Override
    public void ensureCapacity(int slots) {
        int before = counts.length;
        counts = Arrays.copyOf(counts, slots);
        times = Arrays.copyOf(times, slots);
        bits = Arrays.copyOf(bits, slots);
        Arrays.fill(times, before, slots, NOTHING);
        Arrays.fill(bits, before, slots, NOTHING);
    }

    @Override
    public void create(int slot) {
        empty(slot);
        counts[slot] = 0;
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        long[] validity = column.validity();
        long[] rowTimes = batch.times();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (Bits.isSet(validity, row)) {
                add(slots[i], rowTimes[row], values.bits(row));
            }
        }
    }

    private void add(int slot, long time, long value) {
        int at = counts[slot];
        if (at == FULL) {
            return;
        }
        allowance.use(BYTES);
        counts[slot] = at + 1;
        if (at == MAX || allowance.isExceeded()) {
            fill(slot);
            return;
        }
        ensureRoom(slot, at + 1);
        times[slot][at] = time;
        bits[slot][at] = value;
    }

    private void fill(int slot) {
        allowance.full();
        empty(slot);
        counts[slot] = FULL;
        shrink(slot);
    }

    private boolean isFull(int slot) {
        return counts[slot] == FULL;
    }

    /** Gives back what a slot holds. */
    private void empty(int slot) {
        allowance.use(-(long) BYTES * held(slot));
    }

    private int held(int slot) {
        return isFull(slot) ? 0 : counts[slot];
    }

    private void ensureRoom(int slot, int needed) {
        int length = times[slot].length;
        if (length < needed) {
            length = Math.max(needed, Math.max(STEP, 2 * length));
            times[slot] = Arrays.copyOf(times[slot], length);
            bits[slot] = Arrays.copyOf(bits[slot], length);
        }
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            int target = into[i];
            int source = from[i];
            if (counts[target] == FULL) {
                continue;
            }
            int sum = counts[target] + held(source);
            allowance.use((long) BYTES * held(source));
            int before = counts[target];
            counts[target] = sum;
            if (counts[source] == FULL || sum > MAX || allowance.isExceeded()) {
                fill(target);
                continue;
            }
            ensureRoom(target, sum);
            System.arraycopy(times[source], 0, times[target], before, counts[source]);
            System.arraycopy(bits[source], 0, bits[target], before, counts[source]);
        }
    }

    @Override
    public void release(int slot) {
        empty(slot);
        counts[slot] = 0;
        shrink(slot);
    }

    private void shrink(int slot) {
        if (times[slot].length > KEPT) {
            times[slot] = NOTHING;
            bits[slot] = NOTHING;
        }
    }

    /** How many values a slot holds: none if it is full. */
    int count(int slot) {
        return held(slot);
    }

    /** The values of a slot by event time, those of the same time in journal order; valid until the next call. */
    TimeSort byTime(int slot) {
        byTime.take(times[slot], bits[slot], count(slot));
        return byTime;
    }

    /** The value of a slot that {@code rank} others are not larger than. */
    double ranked(int slot, int rank) {
        return bySize.ranked(bits[slot], count(slot), rank);
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putInt(counts[slot]);
        for (int i = 0; i < count(slot); i++) {
            out.putLong(times[slot][i]);
            out.putLong(bits[slot][i]);
        }
    }

    @Override
    public void restore(int slot, StateReader in) {
        int count = in.getInt();
        if (count < FULL || count > MAX) {
            throw new IllegalArgumentException("an aggregate in the snapshot has " + count + " values");
        }
        empty(slot);
        counts[slot] = count;
        allowance.use((long) BYTES * held(slot));
        ensureRoom(slot, count(slot));
        for (int i = 0; i < count(slot); i++) {
            times[slot][i] = in.getLong();
            bits[slot][i] = in.getLong();
        }
    }
}
