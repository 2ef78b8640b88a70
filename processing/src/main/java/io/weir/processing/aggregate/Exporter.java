package io.weir.processing.aggregate;

import io.weir.model.RowBatch;

/** Law 5: what an {@link Accumulator}'s state says, as a field of a result row. */
@FunctionalInterface
public interface Exporter {
    /**
     * Sets {@code field} of the row under construction, or leaves it null.
     *
     * @param start of the window, epoch nanoseconds
     * @param end of the window, exclusive
     */
    void export(int slot, long start, long end, RowBatch out, int field);
}
