package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Vectors of one value. */
final class Constants {
    private Constants() {}

    static final class OfDouble extends DoubleVector {
        final double value;

        OfDouble(double value) {
            this.value = value;
        }

        @Override
        public void load(RowBatch batch) {
            if (values.length < batch.rowCount()) {
                values = new double[batch.capacity()];
                Arrays.fill(values, value);
            }
        }
    }

    static final class OfLong extends LongVector {
        final long value;

        OfLong(long value) {
            this(FieldType.LONG, value);
        }

        OfLong(FieldType type, long value) {
            super(type);
            this.value = value;
        }

        @Override
        public void load(RowBatch batch) {
            if (values.length < batch.rowCount()) {
                values = new long[batch.capacity()];
                Arrays.fill(values, value);
            }
        }
    }

    /** A text that is in no dictionary: whoever takes it looks at {@link #utf8}. */
    static final class OfText extends TextVector {
        final String text;
        final byte[] utf8;

        OfText(String text) {
            this.text = text;
            this.utf8 = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void load(RowBatch batch) {
            // Nothing to compute.
        }
    }

    static final class OfBool extends BoolVector {
        private OfBool(long[] truth, long[] validity) {
            this.truth = truth;
            this.validity = validity;
        }

        static OfBool of(boolean value) {
            return new OfBool(value ? all() : none(), all());
        }

        static OfBool unknown() {
            return new OfBool(none(), none());
        }

        private static long[] none() {
            return new long[words(RowBatch.MAX_ROWS)];
        }

        @Override
        public void load(RowBatch batch) {
            // Nothing to compute.
        }
    }
}
