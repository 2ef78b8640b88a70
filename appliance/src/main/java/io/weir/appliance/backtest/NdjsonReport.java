package io.weir.appliance.backtest;

import io.weir.appliance.rows.Values;
import io.weir.model.EventTime;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Backtests as lines of JSON. */
final class NdjsonReport implements BacktestReport {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final PrintWriter out;

    NdjsonReport(PrintWriter out) {
        this.out = out;
    }

    private void line(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            content.accept(json);
            json.writeEndObject();
        }
        out.println(text);
    }

    @Override
    public void difference(Schema results, Difference difference) {
        line(json -> {
            json.writeStringProperty("pipeline", results.name());
            json.writeStringProperty("difference", kind(difference));
            json.writeStringProperty(
                    "window_start", EventTime.format(difference.window().startNanos()));
            json.writeStringProperty(
                    "window_end", EventTime.format(difference.window().endNanos()));
            row(json, "recorded", difference.recorded(), results);
            row(json, "computed", difference.computed(), results);
        });
    }

    private static String kind(Difference difference) {
        if (difference.recorded() == null) {
            return "only_computed";
        }
        return difference.computed() == null ? "only_recorded" : "different";
    }

    private static void row(
            JsonGenerator json, String name, @Nullable Map<String, @Nullable Object> row, Schema results) {
        json.writeName(name);
        if (row == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        row.forEach((column, value) -> {
            json.writeName(column);
            boolean isTime = value instanceof Long && isTime(column, results);
            Values.write(json, isTime ? Values.text(value, FieldType.TIMESTAMP) : value);
        });
        json.writeEndObject();
    }

    private static boolean isTime(String column, Schema results) {
        int field = results.indexOf(column);
        return field >= 0 && results.fields().get(field).type() == FieldType.TIMESTAMP;
    }

    @Override
    public void end(Backtest backtest) {
        Tally tally = backtest.tally();
        line(json -> {
            json.writeStringProperty("pipeline", backtest.compiled().config().id());
            json.writeBooleanProperty("equal", tally.isEqual());
            json.writeNumberProperty("equal_windows", tally.equalWindows());
            json.writeNumberProperty("different", tally.differingWindows());
            json.writeNumberProperty("only_recorded", tally.onlyRecorded());
            json.writeNumberProperty("only_computed", tally.onlyComputed());
            json.writeName("notes");
            json.writeStartArray();
            backtest.notes().forEach(json::writeString);
            json.writeEndArray();
        });
        out.flush();
    }
}
