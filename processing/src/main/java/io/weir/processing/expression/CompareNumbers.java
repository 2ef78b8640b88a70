package io.weir.processing.expression;

import io.weir.model.RowBatch;

/** Hot path. Comparisons of numbers, timestamps and bools, 64 rows to a word. NaN is unequal to everything, as in IEEE 754. */
final class CompareNumbers {
    private CompareNumbers() {}

    /** Greater is less with the sides swapped; unequal is equal turned round. */
    private abstract static class Computed extends BoolVector {
        final int prepare(RowBatch batch) {
            int words = words(batch.rowCount());
            if (truth.length < words) {
                truth = new long[words(batch.capacity())];
                validity = new long[truth.length];
            }
            return words;
        }

        static boolean swaps(Comparison operator) {
            return operator == Comparison.GREATER || operator == Comparison.GREATER_OR_EQUAL;
        }
    }

    static final class OfDoubles extends Computed {
        private final Comparison operator;
        private final DoubleVector left;
        private final DoubleVector right;

        OfDoubles(Comparison operator, DoubleVector left, DoubleVector right) {
            boolean swap = swaps(operator);
            this.operator = swap ? operator.swapped() : operator;
            this.left = swap ? right : left;
            this.right = swap ? left : right;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            int words = prepare(batch);
            for (int word = 0; word < words; word++) {
                int base = word << 6;
                int count = Math.min(64, batch.rowCount() - base);
                long bits = compare(left.values, right.values, base, count);
                long known = left.validity[word] & right.validity[word];
                truth[word] = bits & known;
                validity[word] = known;
            }
        }

        private long compare(double[] a, double[] b, int base, int count) {
            long bits = 0;
            switch (operator) {
                case LESS, GREATER -> {
                    for (int i = 0; i < count; i++) {
                        bits |= (a[base + i] < b[base + i] ? 1L : 0L) << i;
                    }
                }
                case LESS_OR_EQUAL, GREATER_OR_EQUAL -> {
                    for (int i = 0; i < count; i++) {
                        bits |= (a[base + i] <= b[base + i] ? 1L : 0L) << i;
                    }
                }
                case EQUAL -> {
                    for (int i = 0; i < count; i++) {
                        bits |= (a[base + i] == b[base + i] ? 1L : 0L) << i;
                    }
                }
                case NOT_EQUAL -> {
                    for (int i = 0; i < count; i++) {
                        bits |= (a[base + i] != b[base + i] ? 1L : 0L) << i;
                    }
                }
            }
            return bits;
        }
    }

    static final class OfLongs extends Computed {
        private final Comparison operator;
        private final LongVector left;
        private final LongVector right;

        OfLongs(Comparison operator, LongVector left, LongVector right) {
            boolean swap = swaps(operator);
            this.operator = swap ? operator.swapped() : operator;
            this.left = swap ? right : left;
            this.right = swap ? left : right;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            int words = prepare(batch);
            for (int word = 0; word < words; word++) {
                int base = word << 6;
                int count = Math.min(64, batch.rowCount() - base);
                long bits = compare(left.values, right.values, base, count);
                long known = left.validity[word] & right.validity[word];
                truth[word] = bits & known;
                validity[word] = known;
            }
        }

        private long compare(long[] a, long[] b, int base, int count) {
            long bits = 0;
            switch (operator) {
                case LESS, GREATER -> {
                    for (int i = 0; i < count; i++) {
                        bits |= (a[base + i] < b[base + i] ? 1L : 0L) << i;
                    }
                }
                case LESS_OR_EQUAL, GREATER_OR_EQUAL -> {
                    for (int i = 0; i < count; i++) {
                        bits |= (a[base + i] <= b[base + i] ? 1L : 0L) << i;
                    }
                }
                case EQUAL -> {
                    for (int i = 0; i < count; i++) {
                        bits |= (a[base + i] == b[base + i] ? 1L : 0L) << i;
                    }
                }
                case NOT_EQUAL -> {
                    for (int i = 0; i < count; i++) {
                        bits |= (a[base + i] != b[base + i] ? 1L : 0L) << i;
                    }
                }
            }
            return bits;
        }
    }

    static final class OfBools extends Computed {
        private final long flip;
        private final BoolVector left;
        private final BoolVector right;

        OfBools(boolean equal, BoolVector left, BoolVector right) {
            this.flip = equal ? -1L : 0;
            this.left = left;
            this.right = right;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            int words = prepare(batch);
            for (int i = 0; i < words; i++) {
                long known = left.validity[i] & right.validity[i];
                truth[i] = (left.truth[i] ^ right.truth[i] ^ flip) & known;
                validity[i] = known;
            }
        }
    }
}
