package io.weir.processing.aggregate;

import io.weir.model.RowBatch;

/** Law 5: what an {@link Accumulator}'s state says, as a field of a result row. */
@FunctionalInterface
public interface Exporter {
    /** Sets {@code field} of the row under construction, or leaves it null. */
    void export(int slot, RowBatch out, int field);
}
