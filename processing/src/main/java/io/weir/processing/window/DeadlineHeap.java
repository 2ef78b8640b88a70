package io.weir.processing.window;

import java.util.Arrays;

/**
 * Hot path. Slots by their deadlines, the earliest first, of equal ones the one with the smallest rank: a binary heap that
 * knows each slot's place in it, so that a deadline can be changed and a slot taken out. Not thread-safe.
 */
final class DeadlineHeap {
    private static final int ABSENT = -1;

    private int[] heap = new int[64];
    private int size;

    // By slot.
    private long[] deadlines = new long[64];
    private long[] ranks = new long[64];
    private int[] places = new int[64];

    DeadlineHeap() {
        Arrays.fill(places, ABSENT);
    }

    /** Makes room for slots 0 to {@code slots - 1}. */
    void ensureCapacity(int slots) {
        int before = places.length;
        if (before < slots) {
            heap = Arrays.copyOf(heap, slots);
            deadlines = Arrays.copyOf(deadlines, slots);
            ranks = Arrays.copyOf(ranks, slots);
            places = Arrays.copyOf(places, slots);
            Arrays.fill(places, before, slots, ABSENT);
        }
    }

    /** The slot with the earliest deadline; there must be one. */
    int first() {
        return heap[0];
    }

    /** The earliest deadline; {@link Long#MAX_VALUE} if there is none. */
    long earliest() {
        return size == 0 ? Long.MAX_VALUE : deadlines[heap[0]];
    }

    long deadline(int slot) {
        return deadlines[slot];
    }

    /** Sets the deadline and rank of a slot, which need not be there. */
    void set(int slot, long deadline, long rank) {
        int place = places[slot];
        if (place == ABSENT) {
            place = size++;
        }
        deadlines[slot] = deadline;
        ranks[slot] = rank;
        settle(slot, place);
    }

    /** Takes a slot out, which must be there. */
    void remove(int slot) {
        int place = places[slot];
        places[slot] = ABSENT;
        int last = heap[--size];
        if (last != slot) {
            settle(last, place);
        }
    }

    /** Takes all out. */
    void clear() {
        for (int i = 0; i < size; i++) {
            places[heap[i]] = ABSENT;
        }
        size = 0;
    }

    /** Puts a slot where it belongs, from a place that is free for it. */
    private void settle(int slot, int from) {
        int place = from;
        while (place > 0 && isBefore(slot, heap[(place - 1) / 2])) {
            put(heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }
        if (place == from) {
            place = sink(slot, from);
        }
        put(slot, place);
    }

    private int sink(int slot, int from) {
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (isBefore(slot, heap[child])) {
                break;
            }
            put(heap[child], place);
            place = child;
        }
        return place;
    }

    private boolean isBefore(int slot, int other) {
        return deadlines[slot] < deadlines[other]
                || (deadlines[slot] == deadlines[other] && ranks[slot] < ranks[other]);
    }

    private void put(int slot, int place) {
        heap[place] = slot;
        places[slot] = place;
    }
}
