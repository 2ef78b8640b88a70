package io.weir.processing.window;

import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.aggregate.Aggregate;
import java.util.List;
import java.util.function.Consumer;

/** Hot path. Builds result rows in one reused batch, which goes out when it is full and when asked. Not thread-safe. */
public final class ResultWriter {
    /** A batch of results has at most this many rows. */
    public static final int MAX_ROWS = 256;
    /** A batch of results goes out once it is larger. */
    public static final int MAX_BYTES = 32 * 1024;

    /** Where the columns of the groups begin, after window_start, window_end and revision. */
    public static final int FIRST_GROUP_FIELD = 3;

    private final RowBatch batch;
    private final Aggregate[] aggregates;
    private final int firstAggregateField;
    private final Consumer<RowBatch> sink;
    private long rows;
    private long revisions;

    /**
     * A writer.
     *
     * @param schema window_start, window_end, revision, the groups' columns, the aggregates, and what the sink fills in
     * @param groups how many columns the groups have
     * @param sink takes each batch, which is reused when it returns
     */
    public ResultWriter(Schema schema, int groups, List<Aggregate> aggregates, Consumer<RowBatch> sink) {
        this.batch = new RowBatch(schema, MAX_ROWS);
        this.aggregates = aggregates.toArray(Aggregate[]::new);
        this.firstAggregateField = FIRST_GROUP_FIELD + groups;
        this.sink = sink;
    }

    /**
     * Adds a row.
     *
     * @param start of its window
     * @param end of its window, exclusive
     * @param slot the state that it shows
     * @param arrivalNanos of the row that made it due
     */
    void write(long start, long end, long revision, GroupKeys groups, int group, int slot, long arrivalNanos) {
        if (batch.rowCount() == 0) {
            batch.partitions().intern("");
        }
        batch.startRow(end - 1, arrivalNanos, groups.key(group, batch.dictionary()), 0);
        batch.setLong(0, start);
        batch.setLong(1, end);
        batch.setLong(2, revision);
        groups.export(group, batch, FIRST_GROUP_FIELD);
        for (int i = 0; i < aggregates.length; i++) {
            aggregates[i].exporter().export(slot, start, end, batch, firstAggregateField + i);
        }
        batch.commitRow();
        rows++;
        revisions += revision > 0 ? 1 : 0;
        if (batch.rowCount() == MAX_ROWS || batch.estimatedBytes() > MAX_BYTES) {
            flush();
        }
    }

    /** Sends what there is. */
    void flush() {
        if (batch.rowCount() > 0) {
            sink.accept(batch);
            batch.clear();
        }
    }

    /** How many rows have been written. */
    public long rows() {
        return rows;
    }

    /** How many of them were revisions of an earlier row. */
    public long revisions() {
        return revisions;
    }
}
