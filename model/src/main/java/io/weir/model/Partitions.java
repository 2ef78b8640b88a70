package io.weir.model;

import java.util.Arrays;

/**
 * Hot path. The input partitions (a Kafka partition, an MQTT source) that a batch's rows come from, each with what the
 * batch says of it: the position up to which the batch completes it, and whether it has joined or fallen idle. A handful an
 * instance; looked up by scanning. Not thread-safe.
 */
public final class Partitions {
    /** Where a partition has no positions (MQTT), or the batch says nothing of it. */
    public static final long NO_OFFSET = -1;

    private String[] names = new String[4];
    private long[] nextOffsets = new long[4];
    private boolean[] idle = new boolean[4];
    private boolean[] joined = new boolean[4];
    private int size;

    /**
     * The index of a partition, new or known.
     *
     * @param name stable across restarts, for example {@code cells/cell-readings-3} or {@code plant}
     */
    public int intern(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            nextOffsets = Arrays.copyOf(nextOffsets, size * 2);
            idle = Arrays.copyOf(idle, size * 2);
            joined = Arrays.copyOf(joined, size * 2);
        }
        names[size] = name;
        nextOffsets[size] = NO_OFFSET;
        idle[size] = false;
        joined[size] = false;
        return size++;
    }

    /** The number of partitions. */
    public int size() {
        return size;
    }

    /** The name of partition {@code index}. */
    public String name(int index) {
        return names[index];
    }

    /**
     * The offset of the first message of the partition that the journal does not cover once it has this batch and those
     * before it; {@link #NO_OFFSET} if the batch does not move it.
     */
    public long nextOffset(int index) {
        return nextOffsets[index];
    }

    /** Sets {@link #nextOffset}. */
    public void setNextOffset(int index, long nextOffset) {
        nextOffsets[index] = nextOffset;
    }

    /** Whether the partition counts as idle from the end of this batch on, until its next row. */
    public boolean isIdle(int index) {
        return idle[index];
    }

    /** Sets {@link #isIdle}. */
    public void setIdle(int index, boolean value) {
        idle[index] = value;
    }

    /**
     * Whether the partition begins to be read with this batch: from its end on it holds the watermark back, until it has
     * a row or falls idle. Without this, what is read first of a backlog would make the rest of it late.
     */
    public boolean isJoined(int index) {
        return joined[index];
    }

    /** Sets {@link #isJoined}. */
    public void setJoined(int index, boolean value) {
        joined[index] = value;
    }

    /** Forgets all partitions; keeps the arrays. */
    public void clear() {
        Arrays.fill(names, 0, size, "");
        size = 0;
    }
}
