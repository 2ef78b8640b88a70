package io.weir.processing.expression;

import io.weir.model.RowBatch;

/** Hot path. The smaller or larger of two values; the one that is there if the other is null. */
final class Extremes {
    private Extremes() {}

    static final class OfDoubles extends ComputedDoubles {
        private final DoubleVector left;
        private final DoubleVector right;
        private final boolean smallest;

        OfDoubles(DoubleVector left, DoubleVector right, boolean smallest) {
            this.left = left;
            this.right = right;
            this.smallest = smallest;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            prepare(batch);
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                if (left.isKnown(row) && right.isKnown(row)) {
                    double a = left.values[row];
                    double b = right.values[row];
                    set(row, smallest ? Math.min(a, b) : Math.max(a, b));
                } else if (left.isKnown(row) || right.isKnown(row)) {
                    set(row, left.isKnown(row) ? left.values[row] : right.values[row]);
                }
            }
        }
    }

    static final class OfLongs extends ComputedLongs {
        private final LongVector left;
        private final LongVector right;
        private final boolean smallest;

        OfLongs(LongVector left, LongVector right, boolean smallest) {
            super(left.type());
            this.left = left;
            this.right = right;
            this.smallest = smallest;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            prepare(batch);
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                if (left.isKnown(row) && right.isKnown(row)) {
                    long a = left.values[row];
                    long b = right.values[row];
                    set(row, smallest ? Math.min(a, b) : Math.max(a, b));
                } else if (left.isKnown(row) || right.isKnown(row)) {
                    set(row, left.isKnown(row) ? left.values[row] : right.values[row]);
                }
            }
        }
    }
}
