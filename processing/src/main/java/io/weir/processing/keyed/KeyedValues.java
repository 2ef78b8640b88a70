package io.weir.processing.keyed;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.FilledColumn;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hot path. Values that outlive their batch, one per slot. Not thread-safe. */
final class KeyedValues {
    /** Longer texts are kept as null. */
    static final int MAX_TEXT_BYTES = 256;

    private final FieldType type;
    /** Numbers, times and truth values; doubles by their bits. */
    private long[] bits = {};

    private byte[] @Nullable [] texts = {};
    private long[] known = {};
    private long refused;

    KeyedValues(FieldType type) {
        this.type = type;
    }

    void ensureCapacity(int slots) {
        if (known.length << 6 >= slots) {
            return;
        }
        known = Arrays.copyOf(known, (slots + 63) >>> 6);
        if (type == FieldType.STRING) {
            texts = Arrays.copyOf(texts, known.length << 6);
        } else {
            bits = Arrays.copyOf(bits, known.length << 6);
        }
    }

    boolean isKnown(int slot) {
        return (known[slot >> 6] & (1L << (slot & 63))) != 0;
    }

    private void setKnown(int slot, boolean value) {
        if (value) {
            known[slot >> 6] |= 1L << (slot & 63);
        } else {
            known[slot >> 6] &= ~(1L << (slot & 63));
        }
    }

    /** Forgets the value of a slot. */
    void clear(int slot) {
        setKnown(slot, false);
        if (type == FieldType.STRING) {
            texts[slot] = null;
        }
    }

    /** Keeps the value of a row. */
    void put(int slot, Vector value, int row, RowBatch batch) {
        boolean isKnown = (value.validity()[row >> 6] & (1L << (row & 63))) != 0;
        if (!isKnown) {
            clear(slot);
        } else if (value instanceof TextVector text) {
            int entry = text.entries()[row];
            putText(
                    slot,
                    batch.dictionary().bytes(),
                    batch.dictionary().offset(entry),
                    batch.dictionary().length(entry));
        } else {
            bits[slot] = bits(value, row);
            setKnown(slot, true);
        }
    }

    /** A value that is no text and not null, as 64 bits. */
    static long bits(Vector value, int row) {
        if (value instanceof DoubleVector doubles) {
            return Double.doubleToRawLongBits(doubles.values()[row]);
        } else if (value instanceof BoolVector bools) {
            return (bools.truth()[row >> 6] >>> (row & 63)) & 1;
        }
        return ((LongVector) value).values()[row];
    }

    private void putText(int slot, byte[] source, int offset, int length) {
        byte[] text = texts[slot];
        if (text != null && Arrays.equals(text, 0, text.length, source, offset, offset + length)) {
            return;
        }
        boolean fits = length <= MAX_TEXT_BYTES;
        setKnown(slot, fits);
        texts[slot] = fits ? Arrays.copyOfRange(source, offset, offset + length) : null;
        refused += fits ? 0 : 1;
    }

    /** Sets a row of a column, which is null, to the value of a slot. */
    void copyTo(FilledColumn column, int row, RowBatch batch, int slot) {
        if (!isKnown(slot)) {
            return;
        }
        byte[] text = type == FieldType.STRING ? texts[slot] : null;
        if (text != null) {
            column.setText(row, batch.dictionary().intern(text, 0, text.length));
        } else {
            column.set(row, bits[slot]);
        }
    }

    /** Texts that were too long. */
    long refused() {
        return refused;
    }

    void snapshot(int slot, StateWriter out) {
        out.putBoolean(isKnown(slot));
        if (!isKnown(slot)) {
            return;
        }
        byte[] text = type == FieldType.STRING ? texts[slot] : null;
        if (text != null) {
            out.putBytes(text, 0, text.length);
        } else {
            out.putLong(bits[slot]);
        }
    }

    void restore(int slot, StateReader in) {
        clear(slot);
        if (!in.getBoolean()) {
            return;
        }
        setKnown(slot, true);
        if (type == FieldType.STRING) {
            texts[slot] = in.getBytes();
        } else {
            bits[slot] = in.getLong();
        }
    }
}
