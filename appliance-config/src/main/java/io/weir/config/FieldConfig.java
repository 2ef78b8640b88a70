package io.weir.config;

import io.weir.model.FieldType;

/**
 * One field of a stream.
 *
 * @param origin where its value comes from
 * @param timeUnit for a TIMESTAMP: how a number is read; ignored for other types
 */
public record FieldConfig(String name, FieldType type, ValueOrigin origin, TimeUnitConfig timeUnit) {}
