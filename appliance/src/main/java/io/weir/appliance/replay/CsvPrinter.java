package io.weir.appliance.replay;

import io.weir.appliance.replay.RowColumns.Column;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Comma-separated values after RFC 4180, with a header; lines end with a line feed. Null is an empty field, an empty
 * text is {@code ""}. The columns are the same in all lines; a row of an older schema leaves empty what it lacks.
 */
public final class CsvPrinter extends ColumnPrinter {
    private final Writer out;
    private final String header;
    private boolean headed;

    /** Prints the columns of the newest schema to a stream, which the caller closes. */
    public CsvPrinter(OutputStream out, Schema newest) {
        this(out, newest, RowColumns.allOf(newest));
    }

    /** Prints to a stream, which the caller closes. */
    public CsvPrinter(OutputStream out, Schema newest, RowColumns columns) {
        super(columns);
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        this.header = columns.of(newest).stream().map(Column::name).collect(Collectors.joining(",")) + "\n";
    }

    private void head() throws IOException {
        if (!headed) {
            headed = true;
            out.write(header);
        }
    }

    @Override
    void begin(RowBatch batch, int row, List<Column> printed) throws IOException {
        head();
    }

    @Override
    void name(String name, int index) throws IOException {
        if (index > 0) {
            out.write(',');
        }
    }

    @Override
    void nothing() {
        // An empty field.
    }

    @Override
    void real(double value) throws IOException {
        out.write(Double.toString(value));
    }

    @Override
    void whole(long value) throws IOException {
        out.write(Long.toString(value));
    }

    @Override
    void bool(boolean value) throws IOException {
        out.write(Boolean.toString(value));
    }

    @Override
    void time(String value) throws IOException {
        out.write(value);
    }

    @Override
    void text(String value) throws IOException {
        CsvText.write(value, out);
    }

    @Override
    void end() throws IOException {
        out.write('\n');
    }

    @Override
    public void flush() throws IOException {
        head();
        out.flush();
    }
}
