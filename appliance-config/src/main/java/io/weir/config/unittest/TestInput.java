package io.weir.config.unittest;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something that happens to a stream. */
public sealed interface TestInput {
    /**
     * A row, as if it had been decoded.
     *
     * @param timeNanos event time, epoch nanoseconds
     * @param arrivalNanos when it comes in, epoch nanoseconds; never before what stands before it
     * @param partition the input partition that it comes from
     * @param values by field, as {@link ExpectedRow#values}; a field that is left out or null is null
     */
    record Row(long timeNanos, long arrivalNanos, String key, String partition, Map<String, Object> values)
            implements TestInput {
        public Row {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /**
     * A message, which is decoded as the stream's are.
     *
     * @param arrivalNanos as a row's
     * @param payload not changed by anybody
     * @param properties MQTT 5 user properties or Kafka headers
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(long arrivalNanos, String topic, String partition, byte[] payload, Map<String, String> properties)
            implements TestInput {
        public Message {
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }
    }

    /** Nothing comes for a while. */
    record Idle(Duration length) implements TestInput {}
}
