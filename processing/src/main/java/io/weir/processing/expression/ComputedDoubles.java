package io.weir.processing.expression;

import io.weir.model.RowBatch;
import java.util.Arrays;

/** Hot path. Doubles that are computed row by row, with a bitmap of their own. */
abstract class ComputedDoubles extends DoubleVector {
    private long[] known = {};

    /** Makes room for the rows of a batch, all of them null. */
    final void prepare(RowBatch batch) {
        if (values.length < batch.rowCount()) {
            values = new double[batch.capacity()];
            known = new long[words(batch.capacity())];
        }
        validity = known;
        Arrays.fill(known, 0, words(batch.rowCount()), 0);
    }

    final void set(int row, double value) {
        values[row] = value;
        known[row >> 6] |= 1L << (row & 63);
    }

    /** Sets a result that is null where the arithmetic has none: the root of -1, the logarithm of 0. */
    final void setIfFinite(int row, double value) {
        if (Double.isFinite(value)) {
            set(row, value);
        }
    }
}
