package io.weir.processing.window;

import java.util.function.IntConsumer;

/** What a window engine has counted since it was made. Written and read by the engine's thread. */
public final class WindowCounters {
    /** Rows seen. */
    public long rows;
    /** Rows that the condition did not let in. */
    public long filtered;
    /** Rows that came after all their windows had expired. */
    public long late;
    /** Rows that count with the others, for want of room for their own group. */
    public long others;
    /** Rows for whose group and window there was no room at all. */
    public long refusedGroups;
    /** Rows whose windows lie outside the years that epoch nanoseconds can hold. */
    public long refusedTimes;
    /** Windows that have fired with at least one group. */
    public long windows;

    private IntConsumer lateRows = row -> {};

    /** From now on tells of each late row. */
    public void tellLate(IntConsumer rows) {
        lateRows = rows;
    }

    /** Counts a row of the batch at hand as late. */
    void late(int row) {
        lateRows.accept(row);
        late++;
    }
}
