package io.weir.appliance.query;

import io.weir.appliance.replay.CsvText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values after RFC 4180, with a header; lines end with a line feed. Null is an empty field, an empty text is
 * {@code ""}, lists and structures are JSON.
 */
final class CsvRows implements ResultPrinter {
    private final Writer out;

    /** Prints to a stream, which the caller closes. */
    CsvRows(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    @Override
    public void begin(List<String> columns) throws IOException {
        line(columns.toArray());
    }

    @Override
    public void print(@Nullable Object[] row) throws IOException {
        line(row);
    }

    private void line(@Nullable Object[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            Object value = values[i];
            if (value instanceof List<?> || value instanceof Map<?, ?>) {
                CsvText.write(JsonRows.text(value), out);
            } else if (value instanceof Number || value instanceof Boolean) {
                out.write(value.toString());
            } else if (value != null) {
                CsvText.write(value.toString(), out);
            }
        }
        out.write('\n');
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
