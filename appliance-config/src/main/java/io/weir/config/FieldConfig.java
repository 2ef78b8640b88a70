package io.weir.config;

import io.weir.model.FieldType;
import java.util.Optional;

/**
 * One field of a stream.
 *
 * @param origin where its value comes from
 * @param timeUnit for a TIMESTAMP: how a number is read; ignored for other types
 * @param timePattern for a TIMESTAMP: how it is read instead, digits or text
 */
public record FieldConfig(
        String name, FieldType type, ValueOrigin origin, TimeUnitConfig timeUnit, Optional<TimePattern> timePattern) {
    public FieldConfig(String name, FieldType type, ValueOrigin origin, TimeUnitConfig timeUnit) {
        this(name, type, origin, timeUnit, Optional.empty());
    }
}
