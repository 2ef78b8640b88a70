package io.weir.appliance.replay;

import io.weir.appliance.replay.RowColumns.Column;
import io.weir.model.RowBatch;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object a line. A stream's row is {@code {"time":…,"key":…,<fields>}}, a pipeline's
 * {@code {"window_start":…,"window_end":…,"revision":…,<group_by>,<aggregates>}}; null where absent, times as ISO-8601.
 * Doubles that JSON cannot write (infinities, NaN) are null.
 */
public final class NdjsonPrinter extends ColumnPrinter {
    private final JsonGenerator json;
    private final boolean named;

    /** Prints all columns to a stream, which the caller closes. */
    public NdjsonPrinter(OutputStream out) {
        this(out, RowColumns.all());
    }

    /** Prints to a stream, which the caller closes. */
    public NdjsonPrinter(OutputStream out, RowColumns columns) {
        this(out, columns, false);
    }

    private NdjsonPrinter(OutputStream out, RowColumns columns, boolean named) {
        super(columns);
        this.named = named;
        json = JsonFactory.builder().rootValueSeparator("").build().createGenerator(ObjectWriteContext.empty(), out);
    }

    /** Prints rows of several streams and pipelines: the first member of each object, {@code from}, says of which. */
    public static NdjsonPrinter named(OutputStream out) {
        return new NdjsonPrinter(out, RowColumns.all(), true);
    }

    @Override
    void begin(RowBatch batch, int row, List<Column> printed) {
        json.writeStartObject();
        if (named) {
            json.writeStringProperty("from", batch.schema().name());
        }
    }

    @Override
    void name(String name, int index) {
        json.writeName(name);
    }

    @Override
    void nothing() {
        json.writeNull();
    }

    @Override
    void real(double value) {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    @Override
    void whole(long value) {
        json.writeNumber(value);
    }

    @Override
    void bool(boolean value) {
        json.writeBoolean(value);
    }

    @Override
    void time(String value) {
        json.writeString(value);
    }

    @Override
    void text(String value) {
        json.writeString(value);
    }

    @Override
    void end() {
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void flush() {
        json.flush();
    }
}
