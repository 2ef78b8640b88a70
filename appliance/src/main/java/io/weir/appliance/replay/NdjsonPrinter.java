package io.weir.appliance.replay;

import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
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
public final class NdjsonPrinter implements RowPrinter {
    private final JsonGenerator json;

    /** Prints to a stream, which the caller closes. */
    public NdjsonPrinter(OutputStream out) {
        json = JsonFactory.builder().rootValueSeparator("").build().createGenerator(ObjectWriteContext.empty(), out);
    }

    @Override
    public void print(RowBatch batch, int row) {
        json.writeStartObject();
        if (batch.schema().kind() != Schema.Kind.RESULT) {
            json.writeStringProperty("time", EventTime.format(batch.times()[row]));
            json.writeStringProperty("key", batch.keyText(row));
        }
        List<Field> fields = batch.schema().fields();
        for (int field = 0; field < fields.size(); field++) {
            json.writeName(fields.get(field).name());
            value(batch, field, row);
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void value(RowBatch batch, int field, int row) {
        if (batch.isNull(field, row)) {
            json.writeNull();
            return;
        }
        switch (batch.type(field)) {
            case DOUBLE -> {
                double value = batch.doubles(field)[row];
                if (Double.isFinite(value)) {
                    json.writeNumber(value);
                } else {
                    json.writeNull();
                }
            }
            case LONG -> json.writeNumber(batch.longs(field)[row]);
            case BOOL -> json.writeBoolean(batch.longs(field)[row] != 0);
            case TIMESTAMP -> json.writeString(EventTime.format(batch.longs(field)[row]));
            case STRING -> json.writeString(batch.dictionary().text(batch.strings(field)[row]));
        }
    }

    @Override
    public void flush() {
        json.flush();
    }
}
