package io.weir.config;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How messages become rows.
 *
 * @param inputs ids of sources, at least one
 * @param payload what stands in a message
 * @param key which device or series a row belongs to
 * @param time where the event time stands; absent: arrival time
 * @param fields in schema order, at least one
 * @param outOfOrderness how far behind the largest event time of its partition a row may lie before it is late
 * @param idleTimeout after how long without a row a partition no longer holds the watermark back; zero: never (pure
 *     event time)
 * @param bounds which event times are believed
 * @param journal id of the journal that keeps the rows
 * @param rules which rows reach the journal
 */
public record StreamConfig(
        String id,
        List<String> inputs,
        PayloadConfig payload,
        KeyTemplate key,
        Optional<TimeConfig> time,
        List<FieldConfig> fields,
        Duration outOfOrderness,
        Duration idleTimeout,
        TimeBounds bounds,
        String journal,
        RowRules rules) {
    public StreamConfig {
        inputs = List.copyOf(inputs);
        fields = List.copyOf(fields);
    }

    /** A stream whose rows all reach the journal. */
    public StreamConfig(
            String id,
            List<String> inputs,
            PayloadConfig payload,
            KeyTemplate key,
            Optional<TimeConfig> time,
            List<FieldConfig> fields,
            Duration outOfOrderness,
            Duration idleTimeout,
            TimeBounds bounds,
            String journal) {
        this(id, inputs, payload, key, time, fields, outOfOrderness, idleTimeout, bounds, journal, RowRules.NONE);
    }

    /** Whether a field or the key comes from a property of the message. */
    public boolean readsProperties() {
        return fields.stream().anyMatch(it -> it.origin() instanceof ValueOrigin.Property)
                || key.parts().stream()
                        .anyMatch(it -> it instanceof KeyTemplate.Part.Value value
                                && value.origin() instanceof ValueOrigin.Property);
    }

    /** What the rows are made of: the fields, and the column of unknown members where these are kept. */
    public Schema schema() {
        List<Field> columns = new ArrayList<>();
        fields.forEach(it -> columns.add(new Field(it.name(), it.type())));
        if (payload.unknown() == PayloadConfig.Unknown.KEEP) {
            columns.add(new Field(PayloadConfig.UNKNOWN_COLUMN, FieldType.STRING));
        }
        return new Schema(Schema.Kind.STREAM, id, columns);
    }
}
