package io.weir.appliance.replay;

import io.weir.model.RowBatch;

/**
 * Which rows are wanted.
 *
 * @param name the stream or pipeline
 * @param fromNanos the earliest event time, inclusive
 * @param toNanos the latest event time, exclusive
 * @param keys the keys wanted
 */
public record RowSelection(String name, long fromNanos, long toNanos, KeyFilter keys) {
    /** Whether a batch can hold wanted rows at all. */
    public boolean matches(RowBatch batch) {
        return batch.schema().name().equals(name);
    }

    /** Whether a row is wanted. */
    public boolean matches(RowBatch batch, int row) {
        long time = batch.times()[row];
        return time >= fromNanos && time < toNanos && (keys.isAll() || keys.matches(batch.keyText(row)));
    }
}
