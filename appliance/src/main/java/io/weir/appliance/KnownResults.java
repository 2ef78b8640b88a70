package io.weir.appliance;

import io.weir.model.RowBatch;
import io.weir.storage.JournalReader;

/**
 * What a results journal already has of a pipeline.
 *
 * @param inputSequence the input document that its last result comes from; 0: none
 * @param rows how many results of that input document it has
 */
record KnownResults(long inputSequence, long rows) {
    static final KnownResults NONE = new KnownResults(0, 0);

    /** Reads the results behind a checkpoint; closes the reader. */
    static KnownResults read(JournalReader results, String pipeline, String inputPartition) {
        long last = 0;
        long rows = 0;
        try (results) {
            for (RowBatch batch = results.next(); batch != null; batch = results.next()) {
                if (!batch.schema().name().equals(pipeline)) {
                    continue;
                }
                long input = InputSequence.of(batch, inputPartition);
                if (input > last) {
                    last = input;
                    rows = 0;
                }
                if (input == last) {
                    rows += batch.rowCount();
                }
            }
        }
        return last == 0 ? NONE : new KnownResults(last, rows);
    }
}
