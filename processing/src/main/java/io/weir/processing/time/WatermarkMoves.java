package io.weir.processing.time;

import java.util.Arrays;

/** Hot path. Where the watermark moves between the rows of a batch that do not move it themselves. Reused; not thread-safe. */
public final class WatermarkMoves {
    private int[] rows = new int[16];
    private long[] watermarks = new long[16];
    private long[] arrivals = new long[16];
    private int count;

    /**
     * Adds a move behind those that are there.
     *
     * @param row before which it happens; the number of rows: after the last one
     * @param watermark epoch nanoseconds
     * @param arrival of what has moved it, epoch nanoseconds
     */
    public void add(int row, long watermark, long arrival) {
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, count * 2);
            watermarks = Arrays.copyOf(watermarks, count * 2);
            arrivals = Arrays.copyOf(arrivals, count * 2);
        }
        rows[count] = row;
        watermarks[count] = watermark;
        arrivals[count++] = arrival;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** Before which row a move happens. */
    public int row(int move) {
        return rows[move];
    }

    /** To where. */
    public long watermark(int move) {
        return watermarks[move];
    }

    /** The arrival of what has moved it. */
    public long arrival(int move) {
        return arrivals[move];
    }

    /** Removes all. */
    public void clear() {
        count = 0;
    }
}
