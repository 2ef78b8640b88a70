package io.weir.processing.window;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.aggregate.Aggregate;
import io.weir.processing.aggregate.Exporter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Hot path. Builds result rows in one reused batch, which goes out when it is full and when asked. Not thread-safe. */
public final class ResultWriter {
    /** A batch of results has at most this many rows. */
    public static final int MAX_ROWS = 256;
    /** A batch of results goes out once it is larger. */
    public static final int MAX_BYTES = 32 * 1024;

    /** Where the columns of the groups begin, after window_start, window_end and revision. */
    public static final int FIRST_GROUP_FIELD = 3;

    private final RowBatch batch;
    /** Those that put texts into the batch's dictionary, whose order is that of the rows. */
    private final Column[] texts;

    private final Column[] others;
    private final Consumer<RowBatch> sink;

    /** The slots of the rows; the other columns are set up to row {@link #completed}. */
    private final int[] slots = new int[MAX_ROWS];

    private int completed;
    private long rows;
    private long revisions;

    /** An aggregate in its field. */
    private record Column(Exporter exporter, int field) {}

    /**
     * A writer.
     *
     * @param schema window_start, window_end, revision, the groups' columns, the aggregates, and what the sink fills in
     * @param groups how many columns the groups have
     * @param sink takes each batch, which is reused when it returns
     */
    public ResultWriter(Schema schema, int groups, List<Aggregate> aggregates, Consumer<RowBatch> sink) {
        this.batch = new RowBatch(schema, MAX_ROWS);
        this.texts = columns(aggregates, FIRST_GROUP_FIELD + groups, true);
        this.others = columns(aggregates, FIRST_GROUP_FIELD + groups, false);
        this.sink = sink;
    }

    private static Column[] columns(List<Aggregate> aggregates, int firstField, boolean isText) {
        return IntStream.range(0, aggregates.size())
                .filter(i -> (aggregates.get(i).type() == FieldType.STRING) == isText)
                .mapToObj(i -> new Column(aggregates.get(i).exporter(), firstField + i))
                .toArray(Column[]::new);
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
        add(start, end, revision, groups, group, slot, arrivalNanos);
        complete();
    }

    /** As {@link #write}, of one row of many: no state of theirs may change before they are {@link #complete}. */
    void add(long start, long end, long revision, GroupKeys groups, int group, int slot, long arrivalNanos) {
        if (batch.rowCount() == 0) {
            batch.partitions().intern("");
        }
        int key = groups.key(group, batch.dictionary());
        int row = batch.startRow(end - 1, arrivalNanos, key, 0);
        batch.setLong(0, start);
        batch.setLong(1, end);
        batch.setLong(2, revision);
        groups.export(group, key, batch, FIRST_GROUP_FIELD);
        for (Column text : texts) {
            text.exporter.export(slot, start, end, batch, text.field);
        }
        slots[row] = slot;
        batch.commitRow();
        rows++;
        revisions += revision > 0 ? 1 : 0;
        if (batch.rowCount() == MAX_ROWS || batch.estimatedBytes() > MAX_BYTES) {
            flush();
        }
    }

    /** Shows the states of the rows that have been added, column by column. */
    void complete() {
        int count = batch.rowCount();
        long[] starts = batch.longs(0);
        long[] ends = batch.longs(1);
        for (Column column : others) {
            for (int row = completed; row < count; row++) {
                batch.setRowCount(row);
                column.exporter.export(slots[row], starts[row], ends[row], batch, column.field);
            }
        }
        batch.setRowCount(count);
        completed = count;
    }

    /** Sends what there is. */
    void flush() {
        if (batch.rowCount() > 0) {
            complete();
            sink.accept(batch);
            batch.clear();
            completed = 0;
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
