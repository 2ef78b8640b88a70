package io.weir.config;

import io.weir.model.Field;
import io.weir.model.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How messages become rows.
 *
 * @param inputs ids of sources, at least one
 * @param decode the payload's format
 * @param key which device or series a row belongs to
 * @param time where the event time stands; absent: arrival time
 * @param fields in schema order, at least one
 * @param outOfOrderness how far behind the largest event time of its partition a row may lie before it is late
 * @param idleTimeout after how long without a row a partition no longer holds the watermark back; zero: never (pure
 *     event time)
 * @param maxFuture how far ahead of the appliance's clock an event time may lie before the row is refused
 * @param journal id of the journal that keeps the rows
 * @param rules which rows reach the journal
 */
public record StreamConfig(
        String id,
        List<String> inputs,
        Decode decode,
        KeyTemplate key,
        Optional<TimeConfig> time,
        List<FieldConfig> fields,
        Duration outOfOrderness,
        Duration idleTimeout,
        Duration maxFuture,
        String journal,
        RowRules rules) {
    /** A payload format. */
    public enum Decode {
        JSON
    }

    public StreamConfig {
        inputs = List.copyOf(inputs);
        fields = List.copyOf(fields);
    }

    /** A stream whose rows all reach the journal. */
    public StreamConfig(
            String id,
            List<String> inputs,
            Decode decode,
            KeyTemplate key,
            Optional<TimeConfig> time,
            List<FieldConfig> fields,
            Duration outOfOrderness,
            Duration idleTimeout,
            Duration maxFuture,
            String journal) {
        this(id, inputs, decode, key, time, fields, outOfOrderness, idleTimeout, maxFuture, journal, RowRules.NONE);
    }

    /** What the rows are made of. */
    public Schema schema() {
        return new Schema(
                Schema.Kind.STREAM,
                id,
                fields.stream().map(f -> new Field(f.name(), f.type())).toList());
    }
}
