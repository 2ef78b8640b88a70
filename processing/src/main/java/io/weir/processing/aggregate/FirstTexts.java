package io.weir.processing.aggregate;

import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import io.weir.processing.expression.TextVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. {@code collect} of texts: the first ones by event time, those of the same time as they came. What is not among them
 * is let go of at once. A slot holds 64 KiB of texts; when the first ones are more, it is full and says null. It keeps its
 * arrays for its next owner unless they are large. Not thread-safe.
 */
final class FirstTexts implements Accumulator {
    static final int MAX_BYTES = 64 * 1024;

    /** Beside the text's own bytes: its time and its place. */
    private static final int BYTES = 16;

    private final TextVector column;
    private final int most;
    private final Allowance allowance;

    // By slot.
    private @Nullable TextList[] lists = {};
    private boolean[] full = {};

    /** @param most how many texts a slot keeps */
    FirstTexts(TextVector column, int most, Allowance allowance) {
        this.column = column;
        this.most = most;
        this.allowance = allowance;
    }

    @Override
    public void ensureCapacity(int slots) {
        lists = Arrays.copyOf(lists, slots);
        full = Arrays.copyOf(full, slots);
    }

    @Override
    public void create(int slot) {
        full[slot] = false;
        forget(slot);
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        long[] validity = column.validity();
        int[] entries = column.entries();
        long[] times = batch.times();
        Dictionary texts = batch.dictionary();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (Bits.isSet(validity, row) && !full[slots[i]]) {
                int entry = entries[row];
                add(slots[i], times[row], texts.bytes(), texts.offset(entry), texts.length(entry));
            }
        }
    }

    private void add(int slot, long time, byte[] source, int offset, int length) {
        TextList list = lists[slot];
        if (list == null) {
            list = new TextList();
            lists[slot] = list;
        }
        if (list.size() == most) {
            int last = most - 1;
            if (time >= list.time(last)) {
                return;
            }
            allowance.use(-BYTES - list.length(last));
            list.removeLast();
        }
        allowance.use(BYTES + length);
        if (list.bytes() + length > MAX_BYTES || allowance.isExceeded()) {
            allowance.use(-BYTES - length);
            fill(slot);
            return;
        }
        list.insert(time, source, offset, length);
    }

    private static int held(TextList list) {
        return list.bytes() + BYTES * list.size();
    }

    private void fill(int slot) {
        if (!full[slot]) {
            full[slot] = true;
            allowance.full();
        }
        forget(slot);
    }

    /** Gives back what a slot holds. */
    private void forget(int slot) {
        TextList list = lists[slot];
        if (list != null) {
            allowance.use(-held(list));
            list.clear();
        }
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            TextList source = lists[from[i]];
            if (full[from[i]]) {
                fill(into[i]);
            } else if (source != null) {
                for (int text = 0; text < source.size() && !full[into[i]]; text++) {
                    add(into[i], source.time(text), source.array(), source.offset(text), source.length(text));
                }
            }
        }
    }

    @Override
    public void release(int slot) {
        forget(slot);
        TextList list = lists[slot];
        if (list != null && list.isLarge()) {
            lists[slot] = null;
        }
    }

    /** The texts as a JSON array. */
    void export(int slot, RowBatch out, int field) {
        TextList list = lists[slot];
        if (list != null && list.size() > 0) {
            JsonTexts.set(out, field, JsonTexts.array(list.size(), i -> JsonTexts.quoted(list.text(i))));
        }
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        TextList list = lists[slot];
        int size = list == null ? 0 : list.size();
        out.putBoolean(full[slot]);
        out.putInt(size);
        for (int i = 0; list != null && i < size; i++) {
            out.putLong(list.time(i));
            out.putBytes(list.array(), list.offset(i), list.length(i));
        }
    }

    @Override
    public void restore(int slot, StateReader in) {
        create(slot);
        boolean wasFull = in.getBoolean();
        int size = in.getInt();
        if (size < 0 || size > most) {
            throw new IllegalArgumentException("an aggregate in the snapshot has " + size + " texts");
        }
        for (int i = 0; i < size; i++) {
            long time = in.getLong();
            byte[] text = in.getBytes();
            add(slot, time, text, 0, text.length);
        }
        full[slot] = wasFull;
    }
}
