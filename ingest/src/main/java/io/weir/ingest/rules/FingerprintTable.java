package io.weir.ingest.rules;

import java.util.Arrays;

/**
 * Hot path. A bounded set of fingerprints, each with a number of its own from 0 on in the order of their arrival. Open
 * addressing, at most half full; grows by doubling, 16 bytes and 4 for the number an entry. One thread.
 */
final class FingerprintTable {
    static final int FULL = -1;

    private static final int INITIAL = 64;

    private final int limit;
    /** Pairs; both zero where free. */
    private long[] slots = new long[2 * INITIAL];

    private int[] numbers = new int[INITIAL];
    private int size;

    /** @param limit how many it takes */
    FingerprintTable(int limit) {
        this.limit = limit;
    }

    boolean contains(Fingerprint print) {
        int slot = slotOf(print.first(), print.second());
        return slots[2 * slot] != 0 || slots[2 * slot + 1] != 0;
    }

    /** The number of a fingerprint, new or known; {@link #FULL} if it is new and there is no room. */
    int intern(Fingerprint print) {
        int slot = slotOf(print.first(), print.second());
        if (slots[2 * slot] != 0 || slots[2 * slot + 1] != 0) {
            return numbers[slot];
        }
        if (size == limit) {
            return FULL;
        }
        if (2 * (size + 1) > numbers.length) {
            grow();
            slot = slotOf(print.first(), print.second());
        }
        slots[2 * slot] = print.first();
        slots[2 * slot + 1] = print.second();
        numbers[slot] = size;
        return size++;
    }

    private void grow() {
        long[] oldSlots = slots;
        int[] oldNumbers = numbers;
        slots = new long[oldSlots.length * 2];
        numbers = new int[oldNumbers.length * 2];
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldSlots[2 * i] != 0 || oldSlots[2 * i + 1] != 0) {
                int slot = slotOf(oldSlots[2 * i], oldSlots[2 * i + 1]);
                slots[2 * slot] = oldSlots[2 * i];
                slots[2 * slot + 1] = oldSlots[2 * i + 1];
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    /** Where the fingerprint is, or would be. */
    private int slotOf(long first, long second) {
        int mask = numbers.length - 1;
        int slot = (int) first & mask;
        while ((slots[2 * slot] != first || slots[2 * slot + 1] != second)
                && (slots[2 * slot] != 0 || slots[2 * slot + 1] != 0)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == limit;
    }

    /** Forgets all; keeps the arrays. */
    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
    }
}
