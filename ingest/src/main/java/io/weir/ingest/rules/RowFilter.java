package io.weir.ingest.rules;

import io.weir.model.RowBatch;

/** Hot path. A condition on rows. Not thread-safe: one caller at a time. */
public interface RowFilter {
    /**
     * Decides about all rows of a batch.
     *
     * @return bit {@code row & 63} of element {@code row >> 6} is set where the row meets the condition; bits from the
     *     row count on mean nothing. Valid until the next call, must not be changed
     */
    long[] select(RowBatch batch);
}
