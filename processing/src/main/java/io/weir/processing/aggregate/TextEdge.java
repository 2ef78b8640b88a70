package io.weir.processing.aggregate;

import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import io.weir.processing.expression.TextVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. {@code first}, {@code last}, {@code arg_min} or {@code arg_max} of texts: the value of one row, chosen by an
 * order. A slot's bytes are kept for its next owner unless they are many.
 */
final class TextEdge implements Accumulator {
    private static final byte[] NOTHING = {};
    private static final int KEPT_BYTES = 256;

    private final TextVector column;
    private final RowOrder order;
    private final Choice choice;
    private final Allowance allowance;
    /** Whether a slot has given up. */
    private boolean[] full = {};

    private byte[][] texts = {};
    private int[] lengths = {};
    private long[] keys = {};
    private long[] times = {};
    private boolean[] present = {};

    TextEdge(TextVector column, RowOrder order, Choice choice, Allowance allowance) {
        this.allowance = allowance;
        this.column = column;
        this.order = order;
        this.choice = choice;
    }

    @Override
    public void ensureCapacity(int slots) {
        int before = texts.length;
        texts = Arrays.copyOf(texts, slots);
        Arrays.fill(texts, before, slots, NOTHING);
        full = Arrays.copyOf(full, slots);
        lengths = Arrays.copyOf(lengths, slots);
        keys = Arrays.copyOf(keys, slots);
        times = Arrays.copyOf(times, slots);
        present = Arrays.copyOf(present, slots);
    }

    @Override
    public void create(int slot) {
        empty(slot);
        full[slot] = false;
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
        int[] entries = column.entries();
        long[] rowKeys = order.keys();
        long[] rowTimes = batch.times();
        Dictionary dictionary = batch.dictionary();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (Bits.isSet(validity, row) && order.has(row) && takes(slots[i], rowKeys[row], rowTimes[row])) {
                int entry = entries[row];
                times[slots[i]] = rowTimes[row];
                set(slots[i], rowKeys[row], dictionary.bytes(), dictionary.offset(entry), dictionary.length(entry));
            }
        }
    }

    private void fill(int slot) {
        if (!full[slot]) {
            full[slot] = true;
            allowance.full();
        }
        empty(slot);
        present[slot] = false;
    }

    /** Gives back what a slot holds. */
    private void empty(int slot) {
        allowance.use(-lengths[slot]);
        lengths[slot] = 0;
    }

    private boolean takes(int slot, long key, long timeNanos) {
        return !full[slot] && (!present[slot] || choice.takes(key, timeNanos, keys[slot], times[slot]));
    }

    private void set(int slot, long key, byte[] source, int offset, int length) {
        if (texts[slot].length < length) {
            texts[slot] = new byte[Math.max(16, length)];
        }
        System.arraycopy(source, offset, texts[slot], 0, length);
        allowance.use(length - lengths[slot]);
        lengths[slot] = length;
        keys[slot] = key;
        present[slot] = true;
        if (allowance.isExceeded()) {
            fill(slot);
        }
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            int source = from[i];
            if (full[source]) {
                fill(into[i]);
            }
            if (present[source] && takes(into[i], keys[source], times[source])) {
                times[into[i]] = times[source];
                set(into[i], keys[source], texts[source], 0, lengths[source]);
            }
        }
    }

    @Override
    public void release(int slot) {
        empty(slot);
        if (texts[slot].length > KEPT_BYTES) {
            texts[slot] = NOTHING;
        }
    }

    void export(int slot, RowBatch out, int field) {
        if (present[slot]) {
            int entry = out.dictionary().intern(texts[slot], 0, lengths[slot]);
            if (entry != Dictionary.FULL) {
                out.setString(field, entry);
            }
        }
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putBoolean(full[slot]);
        out.putBoolean(present[slot]);
        out.putLong(keys[slot]);
        out.putLong(times[slot]);
        out.putBytes(texts[slot], 0, lengths[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        boolean wasFull = in.getBoolean();
        boolean holds = in.getBoolean();
        long key = in.getLong();
        times[slot] = in.getLong();
        byte[] text = in.getBytes();
        set(slot, key, text, 0, text.length);
        present[slot] = holds;
        full[slot] = wasFull;
    }
}
