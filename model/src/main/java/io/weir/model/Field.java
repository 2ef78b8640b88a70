package io.weir.model;

import java.util.Objects;

/**
 * One field of a {@link Schema}.
 *
 * @param name unique in its schema, {@code [a-z][a-z0-9_]*}
 * @param type what its values are
 */
public record Field(String name, FieldType type) {
    public Field {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }
}
