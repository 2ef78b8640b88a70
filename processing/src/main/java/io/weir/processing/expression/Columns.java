package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;

/** Vectors that are columns of the batch itself; loading one copies nothing (but packs bools into a bitmap). */
final class Columns {
    private Columns() {}

    /** Field {@code field}, whose type is {@code type}. */
    static Vector field(int field, FieldType type) {
        return switch (type) {
            case DOUBLE -> new DoubleField(field);
            case LONG, TIMESTAMP -> new LongField(field, type);
            case STRING -> new TextField(field);
            case BOOL -> new BoolField(field);
        };
    }

    static final class DoubleField extends DoubleVector {
        private final int field;

        DoubleField(int field) {
            this.field = field;
        }

        @Override
        public void load(RowBatch batch) {
            values = batch.doubles(field);
            validity = batch.validity(field);
        }
    }

    static final class LongField extends LongVector {
        private final int field;

        LongField(int field, FieldType type) {
            super(type);
            this.field = field;
        }

        @Override
        public void load(RowBatch batch) {
            values = batch.longs(field);
            validity = batch.validity(field);
        }
    }

    static final class TextField extends TextVector {
        private final int field;

        TextField(int field) {
            this.field = field;
        }

        @Override
        public void load(RowBatch batch) {
            entries = batch.strings(field);
            validity = batch.validity(field);
        }
    }

    static final class BoolField extends BoolVector {
        private final int field;

        BoolField(int field) {
            this.field = field;
        }

        @Override
        public void load(RowBatch batch) {
            int rows = batch.rowCount();
            int words = words(rows);
            if (truth.length < words) {
                truth = new long[words(batch.capacity())];
            }
            validity = batch.validity(field);
            long[] longs = batch.longs(field);
            for (int word = 0; word < words; word++) {
                int base = word << 6;
                int count = Math.min(64, rows - base);
                long bits = 0;
                for (int i = 0; i < count; i++) {
                    bits |= (longs[base + i] & 1L) << i;
                }
                truth[word] = bits & validity[word];
            }
        }
    }

    /** Each row's key. */
    static final class Key extends TextVector {
        @Override
        public void load(RowBatch batch) {
            entries = batch.keys();
        }
    }

    /** Each row's event time. */
    static final class Time extends LongVector {
        Time() {
            super(FieldType.TIMESTAMP);
        }

        @Override
        public void load(RowBatch batch) {
            values = batch.times();
        }
    }
}
