package io.weir.appliance.unittest;

import io.weir.appliance.rows.Values;
import io.weir.config.unittest.TestFile;
import io.weir.model.EventTime;
import io.weir.model.FieldType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * For a program: {@code {"file":…,"test":…,"ok":false,"differences":[{"output":"press_1m","at":"file:line:column",
 * "expected":{…},"actual":{…},"columns":["n"]}],"notes":[…]}}, a difference for each row that is not right. An expected
 * row that is missing has {@code "actual":null}, one too many {@code "expected":null}.
 */
final class NdjsonReport implements TestReport {
    private static final JsonFactory JSON = new JsonFactory();

    private final PrintWriter out;

    NdjsonReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void test(TestFile file, TestResult result) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeStringProperty("file", file.file().toString());
            json.writeStringProperty("test", result.test().name());
            json.writeBooleanProperty("ok", result.isPassed());
            json.writeArrayPropertyStart("differences");
            for (TestResult.Difference difference : result.differences()) {
                difference.lines().stream().filter(it -> !it.isRight()).forEach(it -> write(json, difference, it));
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("notes");
            result.notes().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println(line);
    }

    private static void write(JsonGenerator json, TestResult.Difference difference, Comparison.Line line) {
        json.writeStartObject();
        json.writeStringProperty("output", difference.output());
        json.writeStringProperty(
                "at",
                (line.expected() == null ? difference.at() : line.expected().at()).toString());
        json.writeName("expected");
        row(json, line.expected() == null ? null : line.expected().values(), difference.columns());
        json.writeName("actual");
        row(json, line.actual(), difference.columns());
        json.writeArrayPropertyStart("columns");
        line.differing().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void row(
            JsonGenerator json, @Nullable Map<String, @Nullable Object> values, Map<String, FieldType> types) {
        if (values == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        values.forEach((column, value) -> {
            json.writeName(column);
            boolean time = types.get(column) == FieldType.TIMESTAMP && value != null;
            Values.write(json, time ? EventTime.format((Long) value) : value);
        });
        json.writeEndObject();
    }

    @Override
    public void end() {
        out.flush();
    }
}
