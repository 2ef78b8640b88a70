package io.weir.appliance.query;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.JournalReader;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. One thread's share of a scan: reads batches and hands their columns over. Used by one thread at a time; of its
 * garbage most is the texts of columns, which DuckDB takes as arrays.
 */
final class ScanThread implements AutoCloseable {
    private static final int NO_FIELD = -1;

    private final JournalReader reader;
    private final Schema schema;
    private final WordCache words = new WordCache();

    private boolean begun;
    private long partEnd;
    private @Nullable RowBatch batch;
    private @Nullable Schema batchSchema;
    /** For each field of the table's schema its number in the batch's, or {@link #NO_FIELD}. */
    private int[] fieldOf = {};

    /** The next row of the batch, and the end of those in a row that are wanted. */
    private int row;

    private int runEnd;
    private byte[][][] texts = {};
    private long unfit;

    ScanThread(JournalReader reader, Schema schema) {
        this.reader = reader;
        this.schema = schema;
    }

    /** Fills a chunk as far as there are rows; returns how many there are in it, 0 at the end. */
    int fill(TableScan.Scan scan, DuckDBDataChunkWriter out) {
        int capacity = (int) out.capacity();
        List<QueryTable.Column> columns = scan.columns;
        DuckDBWritableVector[] vectors = new DuckDBWritableVector[columns.size()];
        if (texts.length < vectors.length) {
            texts = new byte[vectors.length][][];
        }
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = out.vector(i);
            if (columns.get(i).type() == FieldType.STRING && texts[i] == null) {
                texts[i] = new byte[capacity][];
            }
        }
        int filled = 0;
        while (filled < capacity) {
            if (row == runEnd && !nextRun(scan)) {
                break;
            }
            int count = Math.min(runEnd - row, capacity - filled);
            RowBatch from = batch;
            if (from == null) {
                break;
            }
            for (int i = 0; i < vectors.length; i++) {
                copy(from, columns.get(i), vectors[i], texts[i], filled, count);
            }
            row += count;
            filled += count;
        }
        for (int i = 0; i < vectors.length && filled > 0; i++) {
            if (columns.get(i).type() == FieldType.STRING) {
                byte[][] values = texts[i];
                vectors[i].setStringUtf8Batch(0, filled == capacity ? values : Arrays.copyOf(values, filled));
            }
        }
        return filled;
    }

    /** Goes to the next rows in a row that are wanted; false if there are none left. */
    private boolean nextRun(TableScan.Scan scan) {
        while (true) {
            RowBatch current = batch;
            if (current != null) {
                long[] times = current.times();
                int end = current.rowCount();
                int first = runEnd;
                TimeRange range = scan.range;
                if (range.isAll()) {
                    row = first;
                    runEnd = end;
                } else {
                    while (first < end && !isIn(times[first], range)) {
                        first++;
                    }
                    row = first;
                    while (first < end && isIn(times[first], range)) {
                        first++;
                    }
                    runEnd = first;
                }
                if (row < runEnd) {
                    return true;
                }
            }
            if (!nextBatch(scan)) {
                return false;
            }
        }
    }

    private static boolean isIn(long time, TimeRange range) {
        return time >= range.fromNanos() && time < range.toNanos();
    }

    private boolean nextBatch(TableScan.Scan scan) {
        row = 0;
        runEnd = 0;
        batch = null;
        if (!begun) {
            begun = true;
            reader.select(schema.name(), scan.range.fromNanos(), scan.range.toNanos());
            if (!nextPart(scan)) {
                return false;
            }
        }
        while (true) {
            RowBatch next = reader.next();
            if (next != null) {
                batch = next;
                words.begin(next.dictionary());
                mapFields(next.schema());
                return true;
            }
            if (reader.sequence() < partEnd) {
                scan.endReached();
                return false;
            }
            if (!nextPart(scan)) {
                return false;
            }
        }
    }

    private boolean nextPart(TableScan.Scan scan) {
        long part = scan.takePart();
        if (part < 0) {
            return false;
        }
        partEnd = TableScan.Scan.lastOf(part);
        reader.part(part, partEnd);
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // a reader has one batch, and so one schema object, per schema
    private void mapFields(Schema next) {
        if (next != batchSchema) {
            batchSchema = next;
            fieldOf = schema.fields().stream()
                    .mapToInt(field -> next.indexOf(field.name()))
                    .toArray();
        }
    }

    private void copy(
            RowBatch from,
            QueryTable.Column column,
            DuckDBWritableVector into,
            byte @Nullable [][] text,
            int at,
            int count) {
        switch (column.source()) {
            case TIME -> longs(from.times(), into, at, count);
            case ARRIVAL -> longs(from.arrivals(), into, at, count);
            case KEY -> {
                int[] keys = from.keys();
                for (int i = 0; i < count && text != null; i++) {
                    text[at + i] = words.get(keys[row + i]);
                }
            }
            case FIELD -> field(from, column, into, text, at, count);
        }
    }

    private void longs(long[] values, DuckDBWritableVector into, int at, int count) {
        for (int i = 0; i < count; i++) {
            into.setLong(at + i, values[row + i]);
        }
    }

    private void field(
            RowBatch from,
            QueryTable.Column column,
            DuckDBWritableVector into,
            byte @Nullable [][] text,
            int at,
            int count) {
        int field = fieldOf[column.field()];
        FieldType type = field == NO_FIELD ? column.type() : from.type(field);
        for (int i = 0; i < count; i++) {
            int source = row + i;
            int target = at + i;
            boolean isNull = field == NO_FIELD || from.isNull(field, source);
            if (text != null) {
                text[target] = isNull ? null : FieldTexts.utf8(from, field, source, words);
            } else if (isNull) {
                into.setNull(target);
            } else if (type == column.type()) {
                value(from, field, type, source, into, target);
            } else if (type == FieldType.LONG && column.type() == FieldType.DOUBLE) {
                into.setDouble(target, (double) from.longs(field)[source]);
            } else {
                unfit++;
                into.setNull(target);
            }
        }
    }

    private static void value(
            RowBatch from, int field, FieldType type, int source, DuckDBWritableVector into, int target) {
        switch (type) {
            case DOUBLE -> into.setDouble(target, from.doubles(field)[source]);
            case LONG, TIMESTAMP -> into.setLong(target, from.longs(field)[source]);
            case BOOL -> into.setBoolean(target, from.longs(field)[source] != 0);
            case STRING -> throw new IllegalStateException("texts go their own way");
        }
    }

    TableScan.Losses losses() {
        return new TableScan.Losses(reader.skippedDocuments(), unfit);
    }

    @Override
    public void close() {
        reader.close();
    }
}
