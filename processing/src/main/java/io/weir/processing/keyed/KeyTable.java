package io.weir.processing.keyed;

import io.weir.model.Dictionary;
import java.util.Arrays;

/**
 * Hot path. Gives each distinct group (a key, or {@code group_by} values, encoded as bytes) a small number. A group is live
 * while something refers to it; the number of live groups and their bytes are bounded. Dead groups stay known until room is
 * needed, so that a key that comes back every window costs a lookup and not an allocation. Not thread-safe.
 */
public final class KeyTable {
    private static final int INITIAL = 64;

    private final int maxGroups;
    private final int maxBytes;

    private byte[] bytes = new byte[4096];
    private int bytesUsed;

    // By group.
    private int[] offsets = new int[INITIAL];
    /** -1: the number is free. */
    private int[] lengths = new int[INITIAL];

    private int[] hashes = new int[INITIAL];
    private int[] references = new int[INITIAL];

    private int[] free = new int[INITIAL];
    private int freeCount;
    private int unused;
    private int[] table = new int[INITIAL * 2];

    private int live;
    private long liveBytes;
    private int epoch;

    /**
     * An empty table.
     *
     * @param maxGroups how many groups may be live
     * @param maxBytes how many bytes live groups may have together
     */
    public KeyTable(int maxGroups, int maxBytes) {
        this.maxGroups = maxGroups;
        this.maxBytes = maxBytes;
    }

    /** All groups are below this. */
    public int capacity() {
        return hashes.length;
    }

    /** How many groups are live. */
    public int live() {
        return live;
    }

    /** Changes whenever dead groups have been forgotten: numbers remembered from before may mean something else. */
    public int epoch() {
        return epoch;
    }

    /** The number of a group that is known; -1: it is not. */
    int find(byte[] source, int offset, int length) {
        return find(source, offset, length, Dictionary.hash(source, offset, length));
    }

    private int find(byte[] source, int offset, int length, int hash) {
        int mask = table.length - 1;
        int at = hash & mask;
        while (table[at] != 0) {
            int group = table[at] - 1;
            if (hashes[group] == hash
                    && Arrays.equals(
                            bytes, offsets[group], offsets[group] + lengths[group], source, offset, offset + length)) {
                return group;
            }
            at = (at + 1) & mask;
        }
        return -1;
    }

    /** The number of a group, new or known; it is dead until {@link #acquire}. */
    public int intern(byte[] source, int offset, int length) {
        int hash = Dictionary.hash(source, offset, length);
        int known = find(source, offset, length, hash);
        return known >= 0 ? known : add(source, offset, length, hash);
    }

    /** Whether there is a reference to it. */
    public boolean isLive(int group) {
        return references[group] > 0;
    }

    /** How many bytes the live groups have together. */
    public long liveBytes() {
        return liveBytes;
    }

    /** Adds a reference. False: the group was dead and there is no room for another live one. */
    public boolean acquire(int group) {
        if (references[group] == 0) {
            if (live >= maxGroups || liveBytes + lengths[group] > maxBytes) {
                return false;
            }
            live++;
            liveBytes += lengths[group];
        }
        references[group]++;
        return true;
    }

    /** Takes a reference away. */
    public void release(int group) {
        if (--references[group] == 0) {
            live--;
            liveBytes -= lengths[group];
        }
    }

    /** The array that holds the encoded groups; valid until the next {@link #intern}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a group begins in {@link #bytes()}. */
    public int offset(int group) {
        return offsets[group];
    }

    /** How many bytes a group has. */
    public int length(int group) {
        return lengths[group];
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(references, 0);
        live = 0;
        liveBytes = 0;
        purge();
    }

    private int add(byte[] source, int offset, int length, int hash) {
        if (freeCount == 0 && unused == hashes.length) {
            if (live <= unused / 2) {
                purge();
            } else {
                grow();
            }
        }
        if (length > bytes.length - bytesUsed) {
            makeRoom(length);
        }
        int group = freeCount > 0 ? free[--freeCount] : unused++;
        System.arraycopy(source, offset, bytes, bytesUsed, length);
        offsets[group] = bytesUsed;
        lengths[group] = length;
        hashes[group] = hash;
        references[group] = 0;
        bytesUsed += length;
        insert(group);
        return group;
    }

    private void makeRoom(int length) {
        if (liveBytes <= bytesUsed / 2) {
            purge();
        }
        if (length > bytes.length - bytesUsed) {
            long wanted = Math.max(bytes.length * 2L, (long) bytesUsed + length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, wanted));
        }
    }

    /** Forgets dead groups and closes the gaps between the bytes of the others. */
    private void purge() {
        epoch++;
        Arrays.fill(table, 0);
        byte[] kept = new byte[bytes.length];
        int used = 0;
        freeCount = 0;
        for (int group = 0; group < unused; group++) {
            if (references[group] == 0) {
                lengths[group] = -1;
                free[freeCount++] = group;
                continue;
            }
            System.arraycopy(bytes, offsets[group], kept, used, lengths[group]);
            offsets[group] = used;
            used += lengths[group];
            insert(group);
        }
        bytes = kept;
        bytesUsed = used;
    }

    private void grow() {
        int capacity = hashes.length * 2;
        offsets = Arrays.copyOf(offsets, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        references = Arrays.copyOf(references, capacity);
        free = Arrays.copyOf(free, capacity);
        table = new int[capacity * 2];
        for (int group = 0; group < unused; group++) {
            insert(group);
        }
    }

    private void insert(int group) {
        int mask = table.length - 1;
        int at = hashes[group] & mask;
        while (table[at] != 0) {
            at = (at + 1) & mask;
        }
        table[at] = group + 1;
    }
}
