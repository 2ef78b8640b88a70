package io.weir.processing.expression;

import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import java.util.Arrays;

/** Hot path. Texts that are chosen row by row, with a bitmap of their own. */
abstract class ComputedTexts extends TextVector {
    private long[] known = {};

    /** Makes room for the rows of a batch, all of them null. */
    final void prepare(RowBatch batch) {
        if (entries.length < batch.rowCount()) {
            entries = new int[batch.capacity()];
            known = new long[words(batch.capacity())];
        }
        validity = known;
        Arrays.fill(known, 0, words(batch.rowCount()), 0);
    }

    /** Null, if the batch has no room for the text. */
    final void set(int row, int entry) {
        if (entry != Dictionary.FULL) {
            entries[row] = entry;
            known[row >> 6] |= 1L << (row & 63);
        }
    }
}
