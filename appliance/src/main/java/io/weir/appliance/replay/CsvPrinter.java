package io.weir.appliance.replay;

import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Comma-separated values after RFC 4180, with a header; lines end with a line feed. Null is an empty field, an empty
 * text is {@code ""}. The columns are those of the newest schema; a row of an older one leaves empty what it lacks.
 */
public final class CsvPrinter implements RowPrinter {
    private final Writer out;
    private final Schema columns;
    private boolean headed;

    /** Prints to a stream, which the caller closes. */
    public CsvPrinter(OutputStream out, Schema columns) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        this.columns = columns;
    }

    @Override
    public void print(RowBatch batch, int row) throws IOException {
        head();
        boolean first = true;
        if (columns.kind() != Schema.Kind.RESULT) {
            out.write(EventTime.format(batch.times()[row]));
            out.write(',');
            CsvText.write(batch.keyText(row), out);
            first = false;
        }
        for (Field column : columns.fields()) {
            if (!first) {
                out.write(',');
            }
            first = false;
            int field = batch.schema().indexOf(column.name());
            if (field >= 0 && !batch.isNull(field, row)) {
                value(batch, field, row);
            }
        }
        out.write('\n');
    }

    private void head() throws IOException {
        if (headed) {
            return;
        }
        headed = true;
        List<String> names = columns.fields().stream().map(Field::name).toList();
        String own = columns.kind() == Schema.Kind.RESULT ? "" : names.isEmpty() ? "time,key" : "time,key,";
        out.write(own + String.join(",", names) + "\n");
    }

    private void value(RowBatch batch, int field, int row) throws IOException {
        switch (batch.type(field)) {
            case DOUBLE -> out.write(Double.toString(batch.doubles(field)[row]));
            case LONG -> out.write(Long.toString(batch.longs(field)[row]));
            case BOOL -> out.write(Boolean.toString(batch.longs(field)[row] != 0));
            case TIMESTAMP -> out.write(EventTime.format(batch.longs(field)[row]));
            case STRING -> CsvText.write(batch.dictionary().text(batch.strings(field)[row]), out);
        }
    }

    @Override
    public void flush() throws IOException {
        head();
        out.flush();
    }
}
