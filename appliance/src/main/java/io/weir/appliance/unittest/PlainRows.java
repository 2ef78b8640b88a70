package io.weir.appliance.unittest;

import io.weir.appliance.rows.Values;
import io.weir.config.FieldConfig;
import io.weir.config.KeyTemplate;
import io.weir.config.PayloadConfig;
import io.weir.config.PayloadPath;
import io.weir.config.StreamConfig;
import io.weir.config.TimeConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.config.ValueOrigin;
import io.weir.config.unittest.TestInput;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Rows as messages of a plain form, so that they go the way of all messages: {@code {"time": nanoseconds, "key": …,
 * <fields>}}. No field is named {@code time} or {@code key}.
 */
final class PlainRows {
    private static final JsonFactory JSON = new JsonFactory();

    private PlainRows() {}

    /** The stream, reading that form: the same rows, rules and bounds of time. */
    static StreamConfig stream(StreamConfig stream) {
        List<FieldConfig> fields = stream.fields().stream()
                .map(it -> new FieldConfig(it.name(), it.type(), origin(it.name()), TimeUnitConfig.NS))
                .toList();
        PayloadConfig payload =
                new PayloadConfig(PayloadConfig.JSON.format(), stream.payload().unknown(), Optional.empty());
        return new StreamConfig(
                stream.id(),
                stream.inputs(),
                payload,
                new KeyTemplate("$.key", List.of(new KeyTemplate.Part.Value(origin("key")))),
                Optional.of(new TimeConfig(new PayloadPath(List.of("time")), TimeUnitConfig.NS)),
                fields,
                stream.outOfOrderness(),
                stream.idleTimeout(),
                stream.bounds(),
                stream.journal(),
                stream.rules());
    }

    private static ValueOrigin origin(String name) {
        return new ValueOrigin.Payload(new PayloadPath(List.of(name)));
    }

    /** The message. */
    static byte[] payload(TestInput.Row row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("time", row.timeNanos());
            json.writeStringProperty("key", row.key());
            for (Map.Entry<String, Object> field : row.values().entrySet()) {
                json.writeName(field.getKey());
                Values.write(json, field.getValue());
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }
}
