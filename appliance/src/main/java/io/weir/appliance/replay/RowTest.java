package io.weir.appliance.replay;

import io.weir.model.RowBatch;

/** Decides which rows are wanted. Not thread-safe. */
public interface RowTest {
    /** Begins a batch of the selection's name, or of any. */
    void load(RowBatch batch);

    /** Whether a row of the batch is wanted. */
    boolean matches(int row);

    /** Whether it has to be given every batch from the journal's beginning, those of other names too. */
    default boolean needsAll() {
        return false;
    }
}
