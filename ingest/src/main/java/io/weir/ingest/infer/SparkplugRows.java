package io.weir.ingest.infer;

import io.weir.ingest.decode.Topic;
import io.weir.ingest.sparkplug.SparkplugSamples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sparkplug B: births and data, a row a message. */
final class SparkplugRows implements PayloadRows {
    private final SparkplugSamples samples = new SparkplugSamples();

    @Override
    public List<Map<List<String>, Value>> rows(Topic topic, byte[] payload) {
        Map<List<String>, Value> row = new LinkedHashMap<>();
        for (SparkplugSamples.Metric metric : samples.metrics(topic, payload)) {
            row.put(List.of(metric.name()), value(metric.value()));
        }
        return row.isEmpty() ? List.of() : List.of(row);
    }

    private static Value value(@Nullable Object value) {
        if (value == null) {
            return new Value(Value.Kind.NULL, "");
        }
        if (value instanceof Double real) {
            return Value.real(real);
        }
        Value.Kind kind = value instanceof Long
                ? Value.Kind.INTEGER
                : value instanceof Boolean ? Value.Kind.BOOL : Value.Kind.TEXT;
        return new Value(kind, value.toString());
    }

    @Override
    public String decode() {
        return "sparkplug_b";
    }

    @Override
    public Origin origin() {
        return Origin.FORMAT;
    }
}
