package io.weir.processing.aggregate;

import io.weir.model.Dictionary;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. How often each value occurs. A slot counts {@link #MAX} different values, of 64 KiB together; when there
 * are more, it is full and says null, since what the counted ones would say might be wrong. Not thread-safe.
 */
final class ValueCounts implements Accumulator {
    /** The most different values of a group in a window. */
    static final int MAX = 1000;

    private static final int MAX_BYTES = 64 * 1024;
    private static final int KEPT_BYTES = 8 * 1024;
    private static final long[] NOTHING = {};
    private static final int STEP = 16;

    /** Beside the value's own bytes: its count, and its place in the dictionary. */
    private static final int BYTES = 24;

    private final Allowance allowance;
    private final FieldType type;
    private final RowBytes column;

    // By slot.
    private @Nullable Dictionary[] values = {};
    private long[][] counts = {};
    private boolean[] full = {};
    private long[] held = {};

    ValueCounts(Vector column, Allowance allowance) {
        this.allowance = allowance;
        this.type = column.type();
        this.column = new RowBytes(column);
    }

    @Override
    public void ensureCapacity(int slots) {
        int before = counts.length;
        values = Arrays.copyOf(values, slots);
        counts = Arrays.copyOf(counts, slots);
        Arrays.fill(counts, before, slots, NOTHING);
        full = Arrays.copyOf(full, slots);
        held = Arrays.copyOf(held, slots);
    }

    @Override
    public void create(int slot) {
        full[slot] = false;
        forget(slot);
    }

    private void fill(int slot) {
        if (!full[slot]) {
            full[slot] = true;
            allowance.full();
        }
        forget(slot);
    }

    private void forget(int slot) {
        allowance.use(-held[slot]);
        held[slot] = 0;
        Dictionary known = values[slot];
        if (known != null) {
            known.clear();
        }
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            if (column.seek(batch, rows[i])) {
                add(slots[i], column.bytes(), column.offset(), column.length(), 1);
            }
        }
    }

    private void add(int slot, byte[] bytes, int offset, int length, long times) {
        if (full[slot]) {
            return;
        }
        Dictionary known = values[slot];
        if (known == null) {
            known = new Dictionary(MAX_BYTES);
            values[slot] = known;
        }
        int before = known.size();
        int id = known.intern(bytes, offset, length);
        if (id >= before) {
            held[slot] += length + BYTES;
            allowance.use(length + BYTES);
        }
        if (id == Dictionary.FULL || id >= MAX || allowance.isExceeded()) {
            fill(slot);
            return;
        }
        if (id >= counts[slot].length) {
            counts[slot] = Arrays.copyOf(counts[slot], Math.max(STEP, 2 * counts[slot].length));
        }
        counts[slot][id] = times + (id < before ? counts[slot][id] : 0);
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            Dictionary source = values[from[i]];
            if (full[from[i]]) {
                fill(into[i]);
            } else if (source != null) {
                for (int id = 0; id < source.size(); id++) {
                    add(into[i], source.bytes(), source.offset(id), source.length(id), counts[from[i]][id]);
                }
            }
        }
    }

    @Override
    public void release(int slot) {
        forget(slot);
        Dictionary known = values[slot];
        if (known != null && known.bytes().length > KEPT_BYTES) {
            values[slot] = null;
            counts[slot] = NOTHING;
        }
    }

    /** The most frequent value, the smallest of equally frequent ones. */
    void mode(int slot, RowBatch out, int field) {
        Dictionary known = values[slot];
        int id = known == null ? -1 : next(slot, known, -1);
        if (known != null && id >= 0) {
            RowBytes.export(type, known.bytes(), known.offset(id), known.length(id), out, field);
        }
    }

    /** The most frequent values with their counts, in that order, as a JSON object. */
    StateExporter top(int most) {
        return (slot, out, field) -> {
            Dictionary known = values[slot];
            if (known == null || known.size() == 0) {
                return;
            }
            int[] ids = new int[Math.min(most, known.size())];
            int id = -1;
            for (int i = 0; i < ids.length; i++) {
                id = next(slot, known, id);
                ids[i] = id;
            }
            JsonTexts.set(
                    out, field, JsonTexts.object(ids.length, i -> name(known, ids[i]), i -> counts[slot][ids[i]]));
        };
    }

    private String name(Dictionary known, int id) {
        return RowBytes.text(type, known.bytes(), known.offset(id), known.length(id));
    }

    /** The value that comes after another in order of frequency; the first after -1; -1 if there is none. */
    private int next(int slot, Dictionary known, int after) {
        int best = -1;
        for (int id = 0; id < known.size(); id++) {
            if ((after < 0 || isBefore(slot, known, after, id)) && (best < 0 || isBefore(slot, known, id, best))) {
                best = id;
            }
        }
        return best;
    }

    private boolean isBefore(int slot, Dictionary known, int left, int right) {
        long difference = counts[slot][left] - counts[slot][right];
        return difference > 0 || (difference == 0 && compare(known, left, right) < 0);
    }

    private static int compare(Dictionary known, int left, int right) {
        return Arrays.compareUnsigned(
                known.bytes(),
                known.offset(left),
                known.offset(left) + known.length(left),
                known.bytes(),
                known.offset(right),
                known.offset(right) + known.length(right));
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        Dictionary known = values[slot];
        int size = known == null ? 0 : known.size();
        out.putBoolean(full[slot]);
        out.putInt(size);
        for (int id = 0; known != null && id < size; id++) {
            out.putBytes(known.bytes(), known.offset(id), known.length(id));
            out.putLong(counts[slot][id]);
        }
    }

    @Override
    public void restore(int slot, StateReader in) {
        create(slot);
        boolean wasFull = in.getBoolean();
        int size = in.getInt();
        for (int id = 0; id < size; id++) {
            byte[] value = in.getBytes();
            add(slot, value, 0, value.length, in.getLong());
        }
        full[slot] = wasFull;
    }
}
