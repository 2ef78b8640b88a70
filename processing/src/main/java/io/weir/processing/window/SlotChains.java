package io.weir.processing.window;

import java.util.Arrays;

/**
 * Hot path. Slots in chains, one a group. Each knows the times of its first and last row, an ordinal and a count, whose
 * meaning is the user's. Not thread-safe.
 *
 * <pre>
 *   group 3:  slot 7 ⇄ slot 2        group 4:  slot 5
 * </pre>
 */
final class SlotChains {
    static final int NONE = -1;

    // By slot.
    private int[] groups = new int[64];
    private long[] firsts = new long[64];
    private long[] lasts = new long[64];
    private long[] ordinals = new long[64];
    private int[] counts = new int[64];
    private int[] nexts = new int[64];
    private int[] previous = new int[64];

    private int[] free = new int[64];
    private int freeCount;
    /** Slots from here on have never been used. */
    private int unused;

    private int size;

    // By group.
    private int[] heads = new int[64];
    private int[] tails = new int[64];

    SlotChains() {
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
    }

    /** All slots are below this. */
    int capacity() {
        return groups.length;
    }

    /** How many slots are in chains. */
    int size() {
        return size;
    }

    /** The first slot of a group, or {@link #NONE}. */
    int first(int group) {
        return group < heads.length ? heads[group] : NONE;
    }

    /** The last slot of a group, or {@link #NONE}. */
    int last(int group) {
        return group < tails.length ? tails[group] : NONE;
    }

    /** The last slot of a group whose first row is not later than a time, or {@link #NONE}; the slots must be in that order. */
    int upTo(int group, long time) {
        int slot = last(group);
        while (slot != NONE && firsts[slot] > time) {
            slot = previous[slot];
        }
        return slot;
    }

    /** The slot behind this one, or {@link #NONE}. */
    int next(int slot) {
        return nexts[slot];
    }

    /** The slot ahead of this one, or {@link #NONE}. */
    int previous(int slot) {
        return previous[slot];
    }

    /**
     * A new slot for a row, with a count of 0.
     *
     * @param behind the slot of the group that it comes behind; {@link #NONE}: it is the first
     */
    int add(int group, int behind, long time, long ordinal) {
        int slot = borrow();
        groups[slot] = group;
        firsts[slot] = time;
        lasts[slot] = time;
        ordinals[slot] = ordinal;
        counts[slot] = 0;
        size++;
        growGroups(group);
        int ahead = behind == NONE ? heads[group] : nexts[behind];
        link(group, behind, slot);
        link(group, slot, ahead);
        return slot;
    }

    private void link(int group, int slot, int behind) {
        if (slot == NONE) {
            heads[group] = behind;
        } else {
            nexts[slot] = behind;
        }
        if (behind == NONE) {
            tails[group] = slot;
        } else {
            previous[behind] = slot;
        }
    }

    /** Takes a slot out of its chain; it is free. */
    void remove(int slot) {
        link(groups[slot], previous[slot], nexts[slot]);
        giveBack(slot);
        size--;
    }

    /** A slot in no chain, for scratch; {@link #giveBack} it. */
    int borrow() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (unused == groups.length) {
            growSlots();
        }
        return unused++;
    }

    /** Takes back a slot that was {@link #borrow borrowed}. */
    void giveBack(int slot) {
        free[freeCount++] = slot;
    }

    /** Removes all. */
    void clear() {
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
        freeCount = 0;
        unused = 0;
        size = 0;
    }

    private void growGroups(int group) {
        int before = heads.length;
        if (group >= before) {
            int length = Math.max(group + 1, 2 * before);
            heads = Arrays.copyOf(heads, length);
            tails = Arrays.copyOf(tails, length);
            Arrays.fill(heads, before, length, NONE);
            Arrays.fill(tails, before, length, NONE);
        }
    }

    private void growSlots() {
        int capacity = groups.length * 2;
        groups = Arrays.copyOf(groups, capacity);
        firsts = Arrays.copyOf(firsts, capacity);
        lasts = Arrays.copyOf(lasts, capacity);
        ordinals = Arrays.copyOf(ordinals, capacity);
        counts = Arrays.copyOf(counts, capacity);
        nexts = Arrays.copyOf(nexts, capacity);
        previous = Arrays.copyOf(previous, capacity);
        free = Arrays.copyOf(free, capacity);
    }

    int group(int slot) {
        return groups[slot];
    }

    /** The time of the slot's earliest row. */
    long firstTime(int slot) {
        return firsts[slot];
    }

    /** The time of the slot's latest row. */
    long lastTime(int slot) {
        return lasts[slot];
    }

    /** Takes a row's time in. */
    void extend(int slot, long time) {
        firsts[slot] = Math.min(firsts[slot], time);
        lasts[slot] = Math.max(lasts[slot], time);
    }

    long ordinal(int slot) {
        return ordinals[slot];
    }

    void setOrdinal(int slot, long ordinal) {
        ordinals[slot] = ordinal;
    }

    int count(int slot) {
        return counts[slot];
    }

    void setCount(int slot, int count) {
        counts[slot] = count;
    }
}
