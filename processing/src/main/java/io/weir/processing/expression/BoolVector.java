package io.weir.processing.expression;

import io.weir.model.FieldType;

/**
 * Hot path. Truth values in two bitmaps, so that logic works on 64 rows at a time: {@link #truth()} has a bit where the
 * value is true, {@link #validity()} where it is known. A true bit is always a known one, within the row count.
 */
public abstract non-sealed class BoolVector extends Vector {
    /** A set bit: true. */
    protected long[] truth = {};

    @Override
    public final FieldType type() {
        return FieldType.BOOL;
    }

    /** Bit {@code row & 63} of element {@code row >> 6} is set where the value is true. Bits from the row count on mean nothing. */
    public final long[] truth() {
        return truth;
    }
}
