package io.weir.processing.window;

import java.util.Arrays;

/**
 * Hot path. Gives each (bucket, group) that occurs a slot: the index under which columnar state is kept. A bucket is a
 * slice or a window; buckets are ordered, and leave from the front, all their slots at once. Slots are reused. Not
 * thread-safe.
 *
 * <pre>
 *   buckets, ascending:  [ 41 ]      [ 42 ]      [ 57 ]
 *                          │           │           │
 *   slots, by first row:   7─▶2─▶9     4─▶1        3
 * </pre>
 */
final class SlotTable {
    static final int NONE = -1;

    // By slot.
    private long[] bucketOf = new long[64];
    private int[] groupOf = new int[64];
    private long[] firstRow = new long[64];
    private int[] next = new int[64];

    private int[] free = new int[64];
    private int freeCount;
    /** Slots from here on have never been used. */
    private int unused;

    /** slot + 1 at the (bucket, group)'s place, by linear probing; at least twice as long as there are slots. */
    private int[] table = new int[128];

    private int size;

    // The buckets, ascending, in elements start to start + bucketCount - 1.
    private long[] buckets = new long[16];
    private int[] heads = new int[16];
    private int[] tails = new int[16];
    private int start;
    private int bucketCount;

    /** All slots are below this. */
    int capacity() {
        return groupOf.length;
    }

    /** How many (bucket, group) there are. */
    int size() {
        return size;
    }

    /** The slot of (bucket, group), or {@link #NONE}. */
    int find(long bucket, int group) {
        int mask = table.length - 1;
        int at = hash(bucket, group) & mask;
        while (table[at] != 0) {
            int slot = table[at] - 1;
            if (groupOf[slot] == group && bucketOf[slot] == bucket) {
                return slot;
            }
            at = (at + 1) & mask;
        }
        return NONE;
    }

    /**
     * A new slot for (bucket, group), which has none yet; it is the last of its bucket.
     *
     * @param row the ordinal of the row that it is for
     */
    int add(long bucket, int group, long row) {
        int slot = borrow();
        bucketOf[slot] = bucket;
        groupOf[slot] = group;
        firstRow[slot] = row;
        next[slot] = NONE;
        insert(slot);
        size++;
        int at = position(bucket);
        if (at < bucketCount && buckets[start + at] == bucket) {
            next[tails[start + at]] = slot;
            tails[start + at] = slot;
        } else {
            addBucket(at, bucket, slot);
        }
        return slot;
    }

    /** A slot that is not in the table, for scratch; {@link #giveBack} it. */
    int borrow() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (unused == groupOf.length) {
            grow();
        }
        return unused++;
    }

    /** Takes back a slot that was {@link #borrow borrowed}. */
    void giveBack(int slot) {
        free[freeCount++] = slot;
    }

    /** How many buckets there are. */
    int bucketCount() {
        return bucketCount;
    }

    /** Bucket number {@code position}, counted from 0, ascending. */
    long bucket(int position) {
        return buckets[start + position];
    }

    /** How many buckets are smaller than {@code bucket}. */
    int position(long bucket) {
        if (bucketCount > 0 && buckets[start + bucketCount - 1] < bucket) {
            return bucketCount;
        }
        int found = Arrays.binarySearch(buckets, start, start + bucketCount, bucket);
        return (found >= 0 ? found : -found - 1) - start;
    }

    /** The first slot of bucket number {@code position}. */
    int firstSlot(int position) {
        return heads[start + position];
    }

    /** The slot that came into the same bucket after this one, or {@link #NONE}. */
    int nextSlot(int slot) {
        return next[slot];
    }

    /** The group that a slot is for. */
    int group(int slot) {
        return groupOf[slot];
    }

    /** The ordinal of the row that a slot was made for. */
    long firstRow(int slot) {
        return firstRow[slot];
    }

    /** Removes the smallest bucket with all its slots. */
    void dropFirst() {
        int dropped = 0;
        for (int slot = heads[start]; slot != NONE; slot = next[slot]) {
            free[freeCount++] = slot;
            dropped++;
        }
        int head = heads[start];
        size -= dropped;
        start++;
        bucketCount--;
        if (dropped > size && dropped > table.length / 16) {
            refill();
        } else {
            for (int slot = head; slot != NONE; slot = next[slot]) {
                remove(slot);
            }
        }
        if (bucketCount == 0) {
            start = 0;
        }
    }

    /** Makes the table anew, where most of it has gone. */
    private void refill() {
        Arrays.fill(table, 0);
        for (int position = 0; position < bucketCount; position++) {
            for (int slot = firstSlot(position); slot != NONE; slot = next[slot]) {
                insert(slot);
            }
        }
    }

    /** Removes everything. */
    void clear() {
        while (bucketCount > 0) {
            dropFirst();
        }
    }

    private void addBucket(int at, long bucket, int slot) {
        if (start + bucketCount == buckets.length) {
            makeRoom();
        }
        int index = start + at;
        int moved = bucketCount - at;
        System.arraycopy(buckets, index, buckets, index + 1, moved);
        System.arraycopy(heads, index, heads, index + 1, moved);
        System.arraycopy(tails, index, tails, index + 1, moved);
        buckets[index] = bucket;
        heads[index] = slot;
        tails[index] = slot;
        bucketCount++;
    }

    private void makeRoom() {
        int length = bucketCount > buckets.length / 2 ? buckets.length * 2 : buckets.length;
        buckets = moved(buckets, length);
        heads = moved(heads, length);
        tails = moved(tails, length);
        start = 0;
    }

    private long[] moved(long[] from, int length) {
        long[] to = length == from.length ? from : new long[length];
        System.arraycopy(from, start, to, 0, bucketCount);
        return to;
    }

    private int[] moved(int[] from, int length) {
        int[] to = length == from.length ? from : new int[length];
        System.arraycopy(from, start, to, 0, bucketCount);
        return to;
    }

    private void grow() {
        int capacity = groupOf.length * 2;
        bucketOf = Arrays.copyOf(bucketOf, capacity);
        groupOf = Arrays.copyOf(groupOf, capacity);
        firstRow = Arrays.copyOf(firstRow, capacity);
        next = Arrays.copyOf(next, capacity);
        free = Arrays.copyOf(free, capacity);
        int[] old = table;
        table = new int[capacity * 2];
        for (int entry : old) {
            if (entry != 0) {
                insert(entry - 1);
            }
        }
    }

    private void insert(int slot) {
        int mask = table.length - 1;
        int at = hash(bucketOf[slot], groupOf[slot]) & mask;
        while (table[at] != 0) {
            at = (at + 1) & mask;
        }
        table[at] = slot + 1;
    }

    /** Takes a slot out of the table and moves those that follow it up, so that no gap breaks a probe. */
    private void remove(int slot) {
        int mask = table.length - 1;
        int gap = hash(bucketOf[slot], groupOf[slot]) & mask;
        while (table[gap] != slot + 1) {
            gap = (gap + 1) & mask;
        }
        int at = gap;
        while (true) {
            at = (at + 1) & mask;
            if (table[at] == 0) {
                break;
            }
            int other = table[at] - 1;
            int home = hash(bucketOf[other], groupOf[other]) & mask;
            // Whether home lies cyclically outside (gap, at]: then the entry may move to the gap.
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                table[gap] = table[at];
                gap = at;
            }
        }
        table[gap] = 0;
    }

    private static int hash(long bucket, int group) {
        long mixed = (bucket * 0x9E3779B97F4A7C15L + group) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 32);
    }
}
