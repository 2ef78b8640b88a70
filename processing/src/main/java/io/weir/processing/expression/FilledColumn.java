package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;

/**
 * Hot path. A column whose values come from elsewhere: they are set for a batch before it is loaded. Not thread-safe.
 */
public final class FilledColumn {
    private final Vector vector;

    /** A column of a type. */
    public FilledColumn(FieldType type) {
        this.vector = switch (type) {
            case DOUBLE -> new OfDoubles();
            case LONG, TIMESTAMP -> new OfLongs(type);
            case BOOL -> new OfBools();
            case STRING -> new OfTexts();
        };
    }

    /** What expressions read; to load it changes nothing. */
    public Vector vector() {
        return vector;
    }

    /** Makes room for the rows of a batch, all of them null. */
    public void begin(RowBatch batch) {
        if (vector instanceof OfDoubles doubles) {
            doubles.prepare(batch);
        } else if (vector instanceof OfLongs longs) {
            longs.prepare(batch);
        } else if (vector instanceof OfBools bools) {
            bools.prepare(batch);
        } else if (vector instanceof OfTexts texts) {
            texts.prepare(batch);
        }
    }

    /** Sets a number, a time, or a truth value (0 or 1); a double by its bits. */
    public void set(int row, long bits) {
        if (vector instanceof OfDoubles doubles) {
            doubles.set(row, Double.longBitsToDouble(bits));
        } else if (vector instanceof OfLongs longs) {
            longs.set(row, bits);
        } else if (vector instanceof OfBools bools) {
            bools.set(row, bits != 0);
        }
    }

    /** Sets a text by its entry in the batch's dictionary, which may be {@link io.weir.model.Dictionary#FULL}: null. */
    public void setText(int row, int entry) {
        ((OfTexts) vector).set(row, entry);
    }

    private static final class OfDoubles extends ComputedDoubles {
        @Override
        public void load(RowBatch batch) {}
    }

    private static final class OfLongs extends ComputedLongs {
        OfLongs(FieldType type) {
            super(type);
        }

        @Override
        public void load(RowBatch batch) {}
    }

    private static final class OfBools extends ComputedBools {
        @Override
        public void load(RowBatch batch) {}
    }

    private static final class OfTexts extends ComputedTexts {
        @Override
        public void load(RowBatch batch) {}
    }
}
