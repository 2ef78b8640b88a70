package io.weir.processing.window;

import io.weir.model.RowBatch;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;

/**
 * Hot path. The windows of one kind that have state, over all groups: puts rows into them, and emits results as the
 * watermark allows. Not thread-safe.
 */
interface Windows {
    /** Begins a batch with rows. */
    default void load(RowBatch batch) {}

    /**
     * Takes a row of the batch at hand, or counts it as late or refused. What it makes due at once is emitted.
     *
     * @param ordinal its number among all rows of all batches
     * @param watermarkNanos as the rows before it have made it
     */
    void add(int row, long timeNanos, long arrivalNanos, long ordinal, long watermarkNanos);

    /** The smallest watermark at which {@link #moveTo} may do something; {@link Long#MAX_VALUE}: none. */
    long nextChange();

    /** Emits what is due at a watermark, which is at least {@link #nextChange}, and forgets what it makes final. */
    void moveTo(long watermarkNanos, long arrivalNanos);

    /** How many (window or part of one, group) have state. */
    int slots();

    /** Writes all state. Those that would give the same further results write the same bytes. */
    void snapshot(StateWriter out);

    /**
     * Replaces all state by what {@link #snapshot} wrote.
     *
     * @param watermarkNanos the watermark at that moment
     */
    void restore(StateReader in, long watermarkNanos);
}
