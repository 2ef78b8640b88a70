package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.util.Arrays;

/** Hot path. Longs or times that are computed row by row, with a bitmap of their own. */
abstract class ComputedLongs extends LongVector {
    private long[] known = {};

    ComputedLongs(FieldType type) {
        super(type);
    }

    /** Makes room for the rows of a batch, all of them null. */
    final void prepare(RowBatch batch) {
        if (values.length < batch.rowCount()) {
            values = new long[batch.capacity()];
            known = new long[words(batch.capacity())];
        }
        validity = known;
        Arrays.fill(known, 0, words(batch.rowCount()), 0);
    }

    final void set(int row, long value) {
        values[row] = value;
        known[row >> 6] |= 1L << (row & 63);
    }
}
