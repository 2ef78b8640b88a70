package io.weir.appliance.replay;

import io.weir.appliance.replay.RowColumns.Column;
import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import java.io.IOException;
import java.util.List;

/** Prints rows column by column; a subclass says how values look. */
abstract class ColumnPrinter implements RowPrinter {
    private final RowColumns columns;

    ColumnPrinter(RowColumns columns) {
        this.columns = columns;
    }

    @Override
    public final void print(RowBatch batch, int row) throws IOException {
        List<Column> printed = columns.of(batch.schema());
        begin(batch, row, printed);
        for (int i = 0; i < printed.size(); i++) {
            Column column = printed.get(i);
            name(column.name(), i);
            value(batch, column.place(), row);
        }
        end();
    }

    private void value(RowBatch batch, int place, int row) throws IOException {
        switch (place) {
            case RowColumns.TIME -> time(EventTime.format(batch.times()[row]));
            case RowColumns.ARRIVAL -> time(EventTime.format(batch.arrivals()[row]));
            case RowColumns.KEY -> text(batch.keyText(row));
            case RowColumns.ABSENT -> nothing();
            default -> field(batch, place, row);
        }
    }

    private void field(RowBatch batch, int field, int row) throws IOException {
        if (batch.isNull(field, row)) {
            nothing();
            return;
        }
        switch (batch.type(field)) {
            case DOUBLE -> real(batch.doubles(field)[row]);
            case LONG -> whole(batch.longs(field)[row]);
            case BOOL -> bool(batch.longs(field)[row] != 0);
            case TIMESTAMP -> time(EventTime.format(batch.longs(field)[row]));
            case STRING -> text(batch.dictionary().text(batch.strings(field)[row]));
        }
    }

    /** Begins a row. */
    abstract void begin(RowBatch batch, int row, List<Column> printed) throws IOException;

    /** Begins column number {@code index}. */
    abstract void name(String name, int index) throws IOException;

    abstract void nothing() throws IOException;

    abstract void real(double value) throws IOException;

    abstract void whole(long value) throws IOException;

    abstract void bool(boolean value) throws IOException;

    /** ISO-8601. */
    abstract void time(String value) throws IOException;

    abstract void text(String value) throws IOException;

    /** Ends a row. */
    abstract void end() throws IOException;
}
