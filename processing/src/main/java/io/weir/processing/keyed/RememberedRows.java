package io.weir.processing.keyed;

import io.weir.model.Dictionary;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;
import java.util.List;

/**
 * Hot path. Rows in the order in which they have come, and in it those of each key; where there is no room for another, the
 * first gives way. Each has a number that it keeps, one more than the row's before it. Not thread-safe.
 *
 * <pre>
 *   rows    17 a   18 b   19 a   20 a   21 b        key a: 17, 19, 20;  key b: 18, 21
 *           first                       next - 1
 * </pre>
 */
final class RememberedRows {
    /** No row. */
    static final long NONE = -1;

    private static final int INITIAL = 64;

    private final List<Vector> columns;
    private final int limit;
    private final KeyTable keys;
    private final KeyTable texts;
    private long first;
    private long next;
    private long forgotten;

    // By slot: number & (length - 1).
    private long[] times = new long[INITIAL];
    private long[] keyOf = new long[INITIAL];
    private long[] rowKeyOf = new long[INITIAL];
    /** The next row of the same key. */
    private long[] later = new long[INITIAL];

    // By column and slot: numbers, times and truth values, doubles by their bits, texts by their number.
    private final long[][] values;
    /** By column / 64 and slot: a bit for each that is not null. */
    private final long[][] known;

    // By key.
    private long[] oldest = {};
    private long[] newest = {};

    /**
     * No rows yet.
     *
     * @param columns what is remembered of each, loaded by the caller
     * @param limit how many rows at most
     * @param keys shared; each row holds references to the key that it is found by, and to its own
     * @param maxTextBytes how many bytes different texts may have together; those for which there is no room become null
     */
    RememberedRows(List<Vector> columns, int limit, KeyTable keys, int maxTextBytes) {
        this.columns = List.copyOf(columns);
        this.limit = limit;
        this.keys = keys;
        this.texts = new KeyTable(Integer.MAX_VALUE, maxTextBytes);
        this.values = new long[columns.size()][INITIAL];
        this.known = new long[(columns.size() + 63) >>> 6][INITIAL];
    }

    int size() {
        return (int) (next - first);
    }

    /** Rows that had to give way, keys and texts for which there was no room. */
    long forgotten() {
        return forgotten;
    }

    /** The first row. There must be one. */
    long first() {
        return first;
    }

    /** The first row of a key, or {@link #NONE}. */
    long firstOf(int key) {
        return key < oldest.length ? oldest[key] : NONE;
    }

    /** The next row of the same key, or {@link #NONE}. */
    long later(long number) {
        return later[slot(number)];
    }

    /** When a row was. */
    long time(long number) {
        return times[slot(number)];
    }

    private int slot(long number) {
        return (int) number & (times.length - 1);
    }

    /** The key that a row is found by. */
    int key(long number) {
        return (int) keyOf[slot(number)];
    }

    /**
     * Adds a row of the batch that the columns are loaded with.
     *
     * @param entry the key that it is found by, in the batch's dictionary
     * @return its number, or {@link #NONE} if there is no room for its keys
     */
    long add(int entry, int row, RowBatch batch) {
        Dictionary dictionary = batch.dictionary();
        int rowEntry = batch.keys()[row];
        makeRoom();
        int key = acquire(dictionary.bytes(), dictionary.offset(entry), dictionary.length(entry));
        int rowKey =
                key < 0 ? key : acquire(dictionary.bytes(), dictionary.offset(rowEntry), dictionary.length(rowEntry));
        if (rowKey < 0) {
            forgotten++;
            if (key >= 0) {
                keys.release(key);
            }
            return NONE;
        }
        long number = append(key, rowKey, batch.times()[row]);
        int slot = slot(number);
        for (int i = 0; i < values.length; i++) {
            Vector column = columns.get(i);
            if ((column.validity()[row >> 6] & (1L << (row & 63))) == 0) {
                continue;
            }
            if (column instanceof TextVector text) {
                int value = text.entries()[row];
                putText(i, slot, dictionary.bytes(), dictionary.offset(value), dictionary.length(value));
            } else {
                put(i, slot, KeyedValues.bits(column, row));
            }
        }
        return number;
    }

    private void makeRoom() {
        if (size() == limit) {
            forgotten++;
            removeFirst();
        }
    }

    /** The number of a key, with a reference to it; -1: there is no room for it. */
    private int acquire(byte[] source, int offset, int length) {
        int key = keys.intern(source, offset, length);
        return keys.acquire(key) ? key : -1;
    }

    private long append(int key, int rowKey, long time) {
        ensureCapacity();
        int slot = slot(next);
        times[slot] = time;
        keyOf[slot] = key;
        rowKeyOf[slot] = rowKey;
        later[slot] = NONE;
        for (long[] bits : known) {
            bits[slot] = 0;
        }
        if (oldest[key] == NONE) {
            oldest[key] = next;
        } else {
            later[slot(newest[key])] = next;
        }
        newest[key] = next;
        return next++;
    }

    private void put(int column, int slot, long value) {
        values[column][slot] = value;
        known[column >> 6][slot] |= 1L << (column & 63);
    }

    private boolean isSet(int column, int slot) {
        return (known[column >> 6][slot] & (1L << (column & 63))) != 0;
    }

    private boolean isText(int column, int slot) {
        return columns.get(column).type() == FieldType.STRING && isSet(column, slot);
    }

    private void putText(int column, int slot, byte[] source, int offset, int length) {
        int text = texts.intern(source, offset, length);
        if (texts.acquire(text)) {
            put(column, slot, text);
        } else {
            forgotten++;
        }
    }

    /** Forgets the first row. There must be one. */
    void removeFirst() {
        int slot = slot(first);
        int key = (int) keyOf[slot];
        oldest[key] = later[slot];
        if (later[slot] == NONE) {
            newest[key] = NONE;
        }
        keys.release(key);
        keys.release((int) rowKeyOf[slot]);
        for (int i = 0; i < values.length; i++) {
            if (isText(i, slot)) {
                texts.release((int) values[i][slot]);
            }
        }
        first++;
    }

    private void ensureCapacity() {
        if (oldest.length < keys.capacity()) {
            int had = oldest.length;
            oldest = Arrays.copyOf(oldest, keys.capacity());
            newest = Arrays.copyOf(newest, keys.capacity());
            Arrays.fill(oldest, had, oldest.length, NONE);
            Arrays.fill(newest, had, newest.length, NONE);
        }
        if (size() == times.length) {
            grow();
        }
    }

    private void grow() {
        times = twice(times);
        keyOf = twice(keyOf);
        rowKeyOf = twice(rowKeyOf);
        later = twice(later);
        Arrays.setAll(values, i -> twice(values[i]));
        Arrays.setAll(known, i -> twice(known[i]));
    }

    /** A ring that is full, in one twice as long. */
    private long[] twice(long[] ring) {
        long[] larger = new long[2 * ring.length];
        int mask = larger.length - 1;
        int from = (int) first & (ring.length - 1);
        int behind = ring.length - from;
        System.arraycopy(ring, from, larger, (int) first & mask, behind);
        System.arraycopy(ring, 0, larger, (int) (first + behind) & mask, from);
        return larger;
    }

    /**
     * Sets fields of the row under construction to the values of a row.
     *
     * @param field the one for the first column
     * @return false: a text does not fit into the batch
     */
    boolean copyTo(RowBatch batch, int field, long number) {
        int slot = slot(number);
        for (int i = 0; i < values.length; i++) {
            if (!isSet(i, slot)) {
                continue;
            }
            long value = values[i][slot];
            switch (columns.get(i).type()) {
                case DOUBLE -> batch.setDouble(field + i, Double.longBitsToDouble(value));
                case LONG, TIMESTAMP, BOOL -> batch.setLong(field + i, value);
                case STRING -> {
                    int text = (int) value;
                    int entry = batch.dictionary().intern(texts.bytes(), texts.offset(text), texts.length(text));
                    if (entry == Dictionary.FULL) {
                        return false;
                    }
                    batch.setString(field + i, entry);
                }
            }
        }
        return true;
    }

    /** A row's own key, as an entry of a dictionary, or {@link Dictionary#FULL}. */
    int rowKey(Dictionary dictionary, long number) {
        int key = (int) rowKeyOf[slot(number)];
        return dictionary.intern(keys.bytes(), keys.offset(key), keys.length(key));
    }

    /** Writes all rows. */
    void snapshot(StateWriter out) {
        out.putInt(size());
        for (long number = first; number < next; number++) {
            int slot = slot(number);
            out.putLong(times[slot]);
            putKey(out, (int) keyOf[slot]);
            putKey(out, (int) rowKeyOf[slot]);
            for (int i = 0; i < values.length; i++) {
                out.putBoolean(isSet(i, slot));
                if (isText(i, slot)) {
                    int text = (int) values[i][slot];
                    out.putBytes(texts.bytes(), texts.offset(text), texts.length(text));
                } else if (isSet(i, slot)) {
                    out.putLong(values[i][slot]);
                }
            }
        }
    }

    private void putKey(StateWriter out, int key) {
        out.putBytes(keys.bytes(), keys.offset(key), keys.length(key));
    }

    private int getKey(StateReader in) {
        byte[] bytes = in.getBytes();
        int key = acquire(bytes, 0, bytes.length);
        if (key < 0) {
            throw new IllegalArgumentException("the snapshot has more keys than fit");
        }
        return key;
    }

    /** Replaces all rows by those that {@link #snapshot} wrote. */
    void restore(StateReader in) {
        while (size() > 0) {
            removeFirst();
        }
        int count = in.getInt();
        if (count < 0 || count > limit) {
            throw new IllegalArgumentException("the snapshot has " + count + " rows of " + limit);
        }
        for (int i = 0; i < count; i++) {
            long time = in.getLong();
            long number = append(getKey(in), getKey(in), time);
            int slot = slot(number);
            for (int column = 0; column < values.length; column++) {
                if (!in.getBoolean()) {
                    continue;
                }
                if (columns.get(column).type() == FieldType.STRING) {
                    byte[] text = in.getBytes();
                    putText(column, slot, text, 0, text.length);
                } else {
                    put(column, slot, in.getLong());
                }
            }
        }
    }
}
