package io.weir.processing.window;

import io.weir.model.RowBatch;

/**
 * Hot path. Rows of a batch that have their slots but are not accumulated yet: values are taken in runs, column by column.
 * Before a slot is read, the run must be {@link #flush flushed}. Not thread-safe.
 */
final class RowRun {
    private final SlotStates states;
    private RowBatch batch;
    private int[] rows = new int[256];
    private int[] slots = new int[256];
    private int count;

    RowRun(SlotStates states, RowBatch empty) {
        this.states = states;
        this.batch = empty;
    }

    /** Begins a batch with rows. */
    void begin(RowBatch next) {
        batch = next;
        states.load(next);
        if (rows.length < next.rowCount()) {
            rows = new int[next.capacity()];
            slots = new int[next.capacity()];
        }
    }

    void add(int row, int slot) {
        rows[count] = row;
        slots[count++] = slot;
    }

    void flush() {
        if (count > 0) {
            states.accumulate(batch, rows, slots, count);
            count = 0;
        }
    }
}
