package io.weir.processing.expression;

import io.weir.model.FieldType;

/** Hot path. Doubles. */
public abstract non-sealed class DoubleVector extends Vector {
    /** One per row; 0 or anything where the value is null. */
    protected double[] values = {};

    @Override
    public final FieldType type() {
        return FieldType.DOUBLE;
    }

    /** One per row; means nothing where the value is null. */
    public final double[] values() {
        return values;
    }
}
