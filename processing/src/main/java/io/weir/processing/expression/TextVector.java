package io.weir.processing.expression;

import io.weir.model.FieldType;

/** Hot path. Texts, as entries of the batch's dictionary. */
public abstract non-sealed class TextVector extends Vector {
    /** One per row; 0 or anything where the value is null. */
    protected int[] entries = {};

    @Override
    public final FieldType type() {
        return FieldType.STRING;
    }

    /** One id in the batch's dictionary per row; means nothing where the value is null. */
    public final int[] entries() {
        return entries;
    }
}
