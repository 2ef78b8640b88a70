package io.weir.processing.keyed;

import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Hot path. Numbers the keys of rows. Where there is no room for another, the key that has been silent for longest gives up
 * its number, so that what is remembered is a function of the rows alone. Not thread-safe.
 */
final class RecentKeys {
    /** The key is longer than all may be together. */
    static final int NONE = -1;

    private static final int UNKNOWN = -2;

    private final KeyTable table;
    private long forgotten;

    // By number: a list of those that are taken, from the one that has been silent for longest.
    private int[] newer = {};
    private int[] older = {};
    private int oldest = NONE;
    private int newest = NONE;

    // By number: the entry of the dictionary, if the batch was that one.
    private int[] entries = {};
    private long[] batches = {};
    private long batch;

    private int[] numberOfEntry = {};
    private int[] numbers = {};
    private long[] fresh = {};

    RecentKeys(int maxKeys, int maxBytes) {
        this.table = new KeyTable(maxKeys, maxBytes);
    }

    /** Numbers the keys of all rows of a batch. */
    void load(RowBatch rows) {
        Dictionary dictionary = rows.dictionary();
        batch++;
        if (numberOfEntry.length < dictionary.size()) {
            numberOfEntry = new int[Math.max(dictionary.size(), 2 * numberOfEntry.length)];
        }
        Arrays.fill(numberOfEntry, 0, dictionary.size(), UNKNOWN);
        if (numbers.length < rows.rowCount()) {
            numbers = new int[rows.capacity()];
            fresh = new long[(rows.capacity() + 63) >>> 6];
        }
        Arrays.fill(fresh, 0, (rows.rowCount() + 63) >>> 6, 0);
        int[] keys = rows.keys();
        for (int row = 0, count = rows.rowCount(); row < count; row++) {
            int number = numberOfEntry[keys[row]];
            numbers[row] = number == UNKNOWN ? number(dictionary, keys[row], row) : number;
            touch(numbers[row]);
        }
    }

    /** The number of a row's key, or {@link #NONE}. */
    int number(int row) {
        return numbers[row];
    }

    /** The number of a key that has one now, or {@link #NONE}. */
    int find(Dictionary dictionary, int entry) {
        int number = table.find(dictionary.bytes(), dictionary.offset(entry), dictionary.length(entry));
        return number >= 0 && table.isLive(number) ? number : NONE;
    }

    /** Whether what is kept under the number of a row's key is another's. */
    boolean isFresh(int row) {
        return (fresh[row >> 6] & (1L << (row & 63))) != 0;
    }

    /** All numbers are below this. */
    int capacity() {
        return table.capacity();
    }

    /** How many keys have numbers. */
    int size() {
        return table.live();
    }

    /** How many keys had to give up their numbers, or had none. */
    long forgotten() {
        return forgotten;
    }

    private int number(Dictionary dictionary, int entry, int row) {
        int number = table.intern(dictionary.bytes(), dictionary.offset(entry), dictionary.length(entry));
        ensureCapacity();
        if (!table.isLive(number)) {
            while (!table.acquire(number)) {
                if (oldest == NONE) {
                    forgotten++;
                    numberOfEntry[entry] = NONE;
                    return NONE;
                }
                forgetOldest();
            }
            append(number);
            fresh[row >> 6] |= 1L << (row & 63);
        }
        entries[number] = entry;
        batches[number] = batch;
        numberOfEntry[entry] = number;
        return number;
    }

    private void ensureCapacity() {
        int capacity = table.capacity();
        if (newer.length < capacity) {
            newer = Arrays.copyOf(newer, capacity);
            older = Arrays.copyOf(older, capacity);
            entries = Arrays.copyOf(entries, capacity);
            batches = Arrays.copyOf(batches, capacity);
        }
    }

    private void forgetOldest() {
        int number = oldest;
        unlink(number);
        table.release(number);
        forgotten++;
        if (batches[number] == batch) {
            numberOfEntry[entries[number]] = UNKNOWN;
        }
    }

    private void touch(int number) {
        if (number != NONE && number != newest) {
            unlink(number);
            append(number);
        }
    }

    private void append(int number) {
        older[number] = newest;
        newer[number] = NONE;
        if (newest == NONE) {
            oldest = number;
        } else {
            newer[newest] = number;
        }
        newest = number;
    }

    private void unlink(int number) {
        int before = older[number];
        int behind = newer[number];
        if (before == NONE) {
            oldest = behind;
        } else {
            newer[before] = behind;
        }
        if (behind == NONE) {
            newest = before;
        } else {
            older[behind] = before;
        }
    }

    /** Writes the keys, from the one that has been silent for longest, each with what {@code values} writes of its number. */
    void snapshot(StateWriter out, IntConsumer values) {
        out.putInt(table.live());
        for (int number = oldest; number != NONE; number = newer[number]) {
            out.putBytes(table.bytes(), table.offset(number), table.length(number));
            values.accept(number);
        }
    }

    /** Replaces all keys by what {@link #snapshot} wrote. */
    void restore(StateReader in, IntConsumer values) {
        table.clear();
        oldest = NONE;
        newest = NONE;
        for (int i = in.getInt(); i > 0; i--) {
            byte[] key = in.getBytes();
            int number = table.intern(key, 0, key.length);
            ensureCapacity();
            if (!table.acquire(number)) {
                throw new IllegalArgumentException("the snapshot has more keys than fit");
            }
            append(number);
            values.accept(number);
        }
    }
}
