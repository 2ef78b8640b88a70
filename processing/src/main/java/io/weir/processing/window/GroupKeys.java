package io.weir.processing.window;

import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Hot path. Finds each row's group. Grouped by one text (the key, mostly), each distinct entry of a batch's dictionary is
 * looked up once, and its rows by an array. A null is a value of its own. Not thread-safe.
 *
 * <p>A group's bytes are its values one after the other, little-endian:
 *
 * <pre>
 *   STRING                    int length (-1: null), UTF-8
 *   DOUBLE, LONG, TIMESTAMP   byte 1, eight bytes        null: byte 0
 *   BOOL                      byte 1, byte 0 or 1        null: byte 0
 * </pre>
 *
 * −0.0 groups with 0.0, and every NaN with every other.
 *
 * <p>Where there is no room for another group, its rows are of {@link #OTHER}: the one that has this text in each text column
 * and null in each other.
 */
public final class GroupKeys {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int UNKNOWN = -1;
    private static final String OTHER = "__other__";

    private final KeyTable table;
    private final WindowLimits limits;
    private final WindowCounters counters;
    private final byte[] otherBytes;
    private int other;
    private int otherEpoch = UNKNOWN;
    private final Vector[] columns;
    /** The column that is the row's key, or -1. */
    private final int keyColumn;

    private final boolean byOneText;
    /** Of the batch at hand; only if {@link #byOneText}. */
    private int[] entries = {};

    private long[] known = {};
    private byte[] scratch = new byte[256];
    private int length;

    /** By dictionary entry + 1 (0: null); only if {@link #byOneText}. */
    private int[] groupOfEntry = new int[64];

    private int seenEpoch;
    private Dictionary dictionary = new Dictionary(0);

    GroupKeys(List<Vector> columns, int keyColumn, WindowLimits limits, WindowCounters counters) {
        this.otherBytes = other(columns);
        // One more than the limit says: the others.
        this.table = new KeyTable(limits.maxGroups() + 1, limits.maxGroupBytes() + otherBytes.length);
        this.limits = limits;
        this.counters = counters;
        this.columns = columns.toArray(Vector[]::new);
        this.keyColumn = keyColumn;
        this.byOneText = columns.size() == 1 && columns.get(0) instanceof TextVector;
    }

    private static byte[] other(List<Vector> columns) {
        byte[] text = OTHER.getBytes(StandardCharsets.UTF_8);
        StateWriter bytes = new StateWriter();
        for (Vector column : columns) {
            if (column instanceof TextVector) {
                bytes.putBytes(text, 0, text.length);
            } else {
                bytes.putBoolean(false);
            }
        }
        return bytes.toByteArray();
    }

    /** The groups by number. */
    KeyTable table() {
        return table;
    }

    /** Begins a batch. */
    void load(RowBatch batch) {
        for (Vector column : columns) {
            column.load(batch);
        }
        dictionary = batch.dictionary();
        if (byOneText) {
            entries = ((TextVector) columns[0]).entries();
            known = columns[0].validity();
        }
        if (byOneText || columns.length == 0) {
            forget();
        }
    }

    private void forget() {
        int entries = dictionary.size() + 1;
        if (groupOfEntry.length < entries) {
            groupOfEntry = new int[Math.max(entries, groupOfEntry.length * 2)];
        }
        Arrays.fill(groupOfEntry, 0, entries, UNKNOWN);
        seenEpoch = table.epoch();
    }

    /** The group of a row of the batch: its own, or that of the others. */
    int group(int row) {
        int group = find(row);
        if (table.isLive(group) || hasRoomFor(group)) {
            return group;
        }
        counters.others++;
        return others();
    }

    private boolean hasRoomFor(int group) {
        boolean counted = table.isLive(others());
        int live = table.live() - (counted ? 1 : 0);
        long bytes = table.liveBytes() - (counted ? otherBytes.length : 0);
        return live < limits.maxGroups() && bytes + table.length(group) <= limits.maxGroupBytes();
    }

    private int others() {
        if (otherEpoch != table.epoch()) {
            other = table.intern(otherBytes, 0, otherBytes.length);
            otherEpoch = table.epoch();
        }
        return other;
    }

    private int find(int row) {
        int entry = 0;
        if (byOneText) {
            entry = (known[row >> 6] & (1L << (row & 63))) == 0 ? 0 : entries[row] + 1;
        } else if (columns.length > 0) {
            return encode(row);
        }
        int group = groupOfEntry[entry];
        return group == UNKNOWN ? remember(entry, row) : group;
    }

    private int remember(int entry, int row) {
        int group = encode(row);
        if (table.epoch() != seenEpoch) {
            forget();
        }
        groupOfEntry[entry] = group;
        return group;
    }

    private int encode(int row) {
        length = 0;
        for (Vector column : columns) {
            if (column instanceof TextVector text) {
                putText(isNull(text, row), text.entries()[row]);
            } else if (isNull(column, row)) {
                reserve(1)[length - 1] = 0;
            } else if (column instanceof BoolVector bools) {
                reserve(2)[length - 2] = 1;
                scratch[length - 1] = (byte) ((bools.truth()[row >> 6] >>> (row & 63)) & 1);
            } else {
                reserve(9)[length - 9] = 1;
                LONG.set(scratch, length - 8, bits(column, row));
            }
        }
        return table.intern(scratch, 0, length);
    }

    private static long bits(Vector column, int row) {
        if (column instanceof DoubleVector doubles) {
            return Double.doubleToLongBits(doubles.values()[row] + 0.0);
        }
        return ((LongVector) column).values()[row];
    }

    private void putText(boolean isNull, int entry) {
        if (isNull) {
            INT.set(reserve(4), length - 4, -1);
            return;
        }
        int size = dictionary.length(entry);
        reserve(4 + size);
        INT.set(scratch, length - size - 4, size);
        System.arraycopy(dictionary.bytes(), dictionary.offset(entry), scratch, length - size, size);
    }

    private byte[] reserve(int size) {
        length += size;
        if (length > scratch.length) {
            scratch = Arrays.copyOf(scratch, Math.max(length, scratch.length * 2));
        }
        return scratch;
    }

    private static boolean isNull(Vector column, int row) {
        return (column.validity()[row >> 6] & (1L << (row & 63))) == 0;
    }

    /** The group's key as an entry of a dictionary; of the empty text if it has none. */
    int key(int group, Dictionary out) {
        byte[] bytes = table.bytes();
        int at = table.offset(group);
        for (int i = 0; i < columns.length && keyColumn >= 0; i++) {
            if (i == keyColumn) {
                int entry = out.intern(bytes, at + 4, (int) INT.get(bytes, at));
                return entry == Dictionary.FULL ? out.intern(bytes, at, 0) : entry;
            }
            at += size(columns[i], bytes, at);
        }
        return out.intern(bytes, at, 0);
    }

    /**
     * Sets the fields of a result row that say which group it is of.
     *
     * @param key what {@link #key} gave for it
     */
    void export(int group, int key, RowBatch out, int firstField) {
        byte[] bytes = table.bytes();
        int at = table.offset(group);
        for (int i = 0; i < columns.length; i++) {
            Vector column = columns[i];
            int field = firstField + i;
            if (column instanceof TextVector) {
                int size = (int) INT.get(bytes, at);
                int entry = i == keyColumn && out.dictionary().length(key) == size
                        ? key
                        : text(bytes, at + 4, size, out.dictionary());
                if (entry != Dictionary.FULL) {
                    out.setString(field, entry);
                }
            } else if (bytes[at] != 0) {
                if (column instanceof DoubleVector) {
                    out.setDouble(field, Double.longBitsToDouble((long) LONG.get(bytes, at + 1)));
                } else if (column instanceof BoolVector) {
                    out.setLong(field, bytes[at + 1]);
                } else {
                    out.setLong(field, (long) LONG.get(bytes, at + 1));
                }
            }
            at += size(column, bytes, at);
        }
    }

    private static int text(byte[] bytes, int at, int size, Dictionary out) {
        return size < 0 ? Dictionary.FULL : out.intern(bytes, at, size);
    }

    private static int size(Vector column, byte[] bytes, int at) {
        if (column instanceof TextVector) {
            return 4 + Math.max(0, (int) INT.get(bytes, at));
        } else if (bytes[at] == 0) {
            return 1;
        }
        return column instanceof BoolVector ? 2 : 9;
    }
}
