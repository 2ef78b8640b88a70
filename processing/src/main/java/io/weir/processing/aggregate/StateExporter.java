package io.weir.processing.aggregate;

import io.weir.model.RowBatch;

/** An {@link Exporter} of what does not depend on the window's bounds. */
@FunctionalInterface
public interface StateExporter {
    /** Sets {@code field} of the row under construction, or leaves it null. */
    void export(int slot, RowBatch out, int field);
}
