package io.weir.processing.expression;

import io.weir.model.FieldType;

/** Hot path. Longs or timestamps (epoch nanoseconds). */
public abstract non-sealed class LongVector extends Vector {
    /** One per row; 0 or anything where the value is null. */
    protected long[] values = {};

    private final FieldType type;

    /** @param type LONG or TIMESTAMP */
    protected LongVector(FieldType type) {
        this.type = type;
    }

    @Override
    public final FieldType type() {
        return type;
    }

    /** One per row; means nothing where the value is null. */
    public final long[] values() {
        return values;
    }
}
