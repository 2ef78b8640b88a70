package io.weir.processing.expression;

import io.weir.model.RowBatch;
import java.util.Arrays;

/** Hot path. Truth values that are computed row by row. */
abstract class ComputedBools extends BoolVector {
    private long[] known = {};

    /** Makes room for the rows of a batch, all of them unknown. */
    final void prepare(RowBatch batch) {
        int words = words(batch.rowCount());
        if (known.length < words) {
            known = new long[words(batch.capacity())];
            truth = new long[known.length];
        }
        validity = known;
        Arrays.fill(known, 0, words, 0);
        Arrays.fill(truth, 0, words, 0);
    }

    final void set(int row, boolean value) {
        long bit = 1L << (row & 63);
        known[row >> 6] |= bit;
        truth[row >> 6] |= value ? bit : 0;
    }
}
