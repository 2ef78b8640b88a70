package io.weir.appliance;

import io.weir.model.RowBatch;
import io.weir.processing.ResultSink;
import io.weir.storage.Journal;

/**
 * Writes a pipeline's results to their journal, each once. Every result document says which input document it comes
 * from: as its partition's next offset it carries that document's sequence plus one. After a restart the rows between
 * the checkpoint and the last known result are computed again and recognised here. Used by the pipeline's thread only.
 */
final class ResultWriter implements ResultSink {
    private final Journal journal;
    private final PatientAppends appends;
    private final String inputPartition;

    /** Results of input documents before this one are in the journal. */
    private final long knownInput;
    /** How many rows of {@link #knownInput} itself are still to be recognised. */
    private long knownRows;

    private long input;
    private long written;

    /**
     * Starts behind what the journal already has.
     *
     * @param inputPartition the name under which the input's sequence is recorded: the input journal's id
     */
    ResultWriter(Journal journal, PatientAppends appends, String inputPartition, KnownResults known) {
        this.journal = journal;
        this.appends = appends;
        this.inputPartition = inputPartition;
        this.knownInput = known.inputSequence();
        this.knownRows = known.rows();
    }

    /** Says which input document the next results come from. */
    void beginInput(long sequence) {
        input = sequence;
    }

    @Override
    public void emit(RowBatch results) {
        int known = knownRowsOf(results);
        if (known == results.rowCount()) {
            return;
        }
        if (known == 0) {
            append(results);
            return;
        }
        RowBatch rest = new RowBatch(results.schema(), results.rowCount());
        for (int row = known; row < results.rowCount(); row++) {
            if (!rest.appendRow(results, row)) {
                throw new IllegalStateException("rows of one batch do not fit into another of its size");
            }
        }
        append(rest);
    }

    private int knownRowsOf(RowBatch results) {
        if (input < knownInput) {
            return results.rowCount();
        }
        if (input > knownInput) {
            return 0;
        }
        int known = (int) Math.min(knownRows, results.rowCount());
        knownRows -= known;
        return known;
    }

    private void append(RowBatch results) {
        int partition = results.partitions().intern(inputPartition);
        results.partitions().setNextOffset(partition, input + 1);
        appends.append(journal, results);
        written += results.rowCount();
    }

    /** Rows written since the start. */
    long written() {
        return written;
    }
}
