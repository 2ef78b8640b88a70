package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.util.Arrays;

/**
 * Hot path. One value per row of a batch: a column of it, or something computed from columns. {@link #load} computes all
 * rows of a batch at once; then the values are read from plain arrays. Nothing is allocated once the arrays have grown to
 * the largest batch. Not thread-safe.
 */
public abstract sealed class Vector permits DoubleVector, LongVector, TextVector, BoolVector {
    private static final long[] ALL = allOnes();

    /** A set bit: not null. Bits from the row count on mean nothing. */
    protected long[] validity = ALL;

    /** What the values are. */
    public abstract FieldType type();

    /** Computes the values for all rows of a batch; they hold until the next call. */
    public abstract void load(RowBatch batch);

    /** Bit {@code row & 63} of element {@code row >> 6} is set where the value is not null. */
    public final long[] validity() {
        return validity;
    }

    /** Whether the value of a row is not null. */
    final boolean isKnown(int row) {
        return (validity[row >> 6] & (1L << (row & 63))) != 0;
    }

    /** A bitmap with a set bit for each row that a batch can have; not to be written. */
    static long[] all() {
        return ALL;
    }

    /** How many elements a bitmap of {@code rows} bits has. */
    static int words(int rows) {
        return (rows + 63) >>> 6;
    }

    private static long[] allOnes() {
        long[] ones = new long[words(RowBatch.MAX_ROWS)];
        Arrays.fill(ones, -1L);
        return ones;
    }
}
