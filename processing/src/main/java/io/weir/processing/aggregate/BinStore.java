package io.weir.processing.aggregate;

import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. Counts per bin index, one dense array per slot that covers the indexes in use. The array stays with the slot
 * when it is cleared, unless it is large. Not thread-safe.
 *
 * <pre>
 *   index:   base(slot)                  low .. high                    base + bins.length - 1
 *   bins:    [ 0   0   0 | n   n   n   n   n   n   n | 0   0   0 ]
 * </pre>
 */
final class BinStore {
    /** The most bins of a slot; those nearest to zero are merged when there would be more. */
    static final int MAX_BINS = 2048;

    private static final long[] NOTHING = {};
    private static final int STEP = 16;
    private static final int KEPT_BINS = 512;

    private final Allowance allowance;
    private long[][] bins = {};
    /** The index of the first element of the slot's array. */
    private int[] base = {};
    /** The lowest and highest index that has been added to; low > high: none. */
    private int[] low = {};

    private int[] high = {};

    BinStore(Allowance allowance) {
        this.allowance = allowance;
    }

    void ensureCapacity(int slots) {
        int before = bins.length;
        bins = Arrays.copyOf(bins, slots);
        Arrays.fill(bins, before, slots, NOTHING);
        base = Arrays.copyOf(base, slots);
        low = Arrays.copyOf(low, slots);
        Arrays.fill(low, before, slots, Integer.MAX_VALUE);
        high = Arrays.copyOf(high, slots);
        Arrays.fill(high, before, slots, Integer.MIN_VALUE);
    }

    void clear(int slot) {
        if (low[slot] <= high[slot]) {
            allowance.use(-(long) Long.BYTES * (high[slot] - low[slot] + 1));
            Arrays.fill(bins[slot], low[slot] - base[slot], high[slot] - base[slot] + 1, 0);
        }
        low[slot] = Integer.MAX_VALUE;
        high[slot] = Integer.MIN_VALUE;
    }

    void release(int slot) {
        clear(slot);
        if (bins[slot].length > KEPT_BINS) {
            bins[slot] = NOTHING;
        }
    }

    void add(int slot, int index, long count) {
        if (index < low[slot] || index > high[slot]) {
            index = include(slot, index);
        }
        bins[slot][index - base[slot]] += count;
    }

    /** Extends the range in use to an index. Returns the index that stands for it: itself, or the lowest there may be. */
    private int include(int slot, int index) {
        int before = low[slot] <= high[slot] ? high[slot] - low[slot] + 1 : 0;
        int newHigh = Math.max(high[slot], index);
        int newLow = Math.max(Math.min(low[slot], index), newHigh - MAX_BINS + 1);
        if (newLow > low[slot] && low[slot] <= high[slot]) {
            collapse(slot, newLow);
        }
        boolean fits = newLow >= base[slot] && newHigh - base[slot] < bins[slot].length;
        if (!fits) {
            move(slot, newLow, newHigh);
        }
        low[slot] = newLow;
        high[slot] = newHigh;
        allowance.use((long) Long.BYTES * (newHigh - newLow + 1 - before));
        return Math.max(index, newLow);
    }

    /** Merges all bins below {@code newLow} into it, or into the highest if that is lower still (then moved by the caller). */
    private void collapse(int slot, int newLow) {
        long sum = 0;
        int end = Math.min(newLow - 1, high[slot]);
        for (int index = low[slot]; index <= end; index++) {
            sum += bins[slot][index - base[slot]];
            bins[slot][index - base[slot]] = 0;
        }
        if (newLow <= high[slot]) {
            bins[slot][newLow - base[slot]] += sum;
            low[slot] = newLow;
        } else {
            // Nothing of the old range remains: start anew at newLow.
            if (bins[slot].length == 0) {
                bins[slot] = new long[STEP];
            }
            base[slot] = newLow;
            bins[slot][0] = sum;
            low[slot] = newLow;
            high[slot] = newLow;
        }
    }

    private void move(int slot, int newLow, int newHigh) {
        int needed = newHigh - newLow + 1;
        long[] from = bins[slot];
        int length = from.length;
        if (length < needed) {
            int wanted = length == 0 ? STEP : needed + needed / 2;
            length = Math.min(MAX_BINS, Math.max(needed, (wanted + STEP - 1) / STEP * STEP));
        }
        int newBase = newLow - (length - needed) / 2;
        long[] to = length == from.length ? from : new long[length];
        if (low[slot] <= high[slot]) {
            int count = high[slot] - low[slot] + 1;
            int start = low[slot] - base[slot];
            int target = low[slot] - newBase;
            System.arraycopy(from, start, to, target, count);
            if (to == from) {
                Arrays.fill(to, start, Math.min(start + count, Math.max(target, start)), 0);
                Arrays.fill(to, Math.max(start, Math.min(target + count, start + count)), start + count, 0);
            }
        }
        bins[slot] = to;
        base[slot] = newBase;
    }

    void merge(int into, int from) {
        for (int index = low[from]; index <= high[from]; index++) {
            long count = bins[from][index - base[from]];
            if (count > 0) {
                add(into, index, count);
            }
        }
    }

    long total(int slot) {
        long total = 0;
        for (int index = low[slot]; index <= high[slot]; index++) {
            total += bins[slot][index - base[slot]];
        }
        return total;
    }

    /** The index of value number {@code rank}, counted from 0 upwards. */
    int indexFromBottom(int slot, long rank) {
        long left = rank;
        for (int index = low[slot]; index < high[slot]; index++) {
            left -= bins[slot][index - base[slot]];
            if (left < 0) {
                return index;
            }
        }
        return high[slot];
    }

    /** The index of value number {@code rank}, counted from 0 downwards. */
    int indexFromTop(int slot, long rank) {
        long left = rank;
        for (int index = high[slot]; index > low[slot]; index--) {
            left -= bins[slot][index - base[slot]];
            if (left < 0) {
                return index;
            }
        }
        return low[slot];
    }

    void snapshot(int slot, StateWriter out) {
        int count = low[slot] <= high[slot] ? high[slot] - low[slot] + 1 : 0;
        out.putInt(count);
        if (count > 0) {
            out.putInt(low[slot]);
            for (int i = 0; i < count; i++) {
                out.putLong(bins[slot][low[slot] - base[slot] + i]);
            }
        }
    }

    void restore(int slot, StateReader in) {
        clear(slot);
        int count = in.getInt();
        if (count < 0 || count > MAX_BINS) {
            throw new IllegalArgumentException("a sketch in the snapshot has " + count + " bins");
        }
        int from = count > 0 ? in.getInt() : 0;
        for (int i = 0; i < count; i++) {
            add(slot, from + i, in.getLong());
        }
    }
}
