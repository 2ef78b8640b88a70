package io.weir.model;

import org.jspecify.annotations.Nullable;

/** Hot path. Tells one schema from others: fields are compared only where the schema is another object than the last time. Not thread-safe. */
public final class SchemaMatch {
    private final Schema wanted;
    private @Nullable Schema lastOther;
    private @Nullable Schema lastSame;

    public SchemaMatch(Schema wanted) {
        this.wanted = wanted;
    }

    /** Whether a schema is equal to the wanted one. */
    @SuppressWarnings("ReferenceEquality")
    public boolean matches(Schema schema) {
        if (schema == lastSame) {
            return true;
        } else if (schema == lastOther) {
            return false;
        }
        boolean same = schema.equals(wanted);
        if (same) {
            lastSame = schema;
        } else {
            lastOther = schema;
        }
        return same;
    }
}
