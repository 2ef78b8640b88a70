package io.weir.processing.expression;

import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import java.util.Arrays;

/** Hot path. Comparisons of texts, by UTF-8 bytes (which is by code points). */
final class CompareTexts {
    private static final byte UNDECIDED = 0;
    private static final byte HOLDS = 1;
    private static final byte FAILS = 2;

    private CompareTexts() {}

    private abstract static class Computed extends BoolVector {
        final void prepare(RowBatch batch) {
            int words = words(batch.rowCount());
            if (truth.length < words) {
                truth = new long[words(batch.capacity())];
                validity = new long[truth.length];
            }
            Arrays.fill(truth, 0, words, 0);
        }

        final void setTrue(int row) {
            truth[row >> 6] |= 1L << (row & 63);
        }
    }

    /** Compares each entry of the dictionary once, not each row. */
    static final class WithConstant extends Computed {
        private final Comparison operator;
        private final TextVector column;
        private final byte[] constant;
        private byte[] decided = {};

        WithConstant(Comparison operator, TextVector column, byte[] constant) {
            this.operator = operator;
            this.column = column;
            this.constant = constant;
        }

        @Override
        public void load(RowBatch batch) {
            column.load(batch);
            prepare(batch);
            System.arraycopy(column.validity, 0, validity, 0, words(batch.rowCount()));
            Dictionary dictionary = batch.dictionary();
            if (decided.length < dictionary.size()) {
                decided = new byte[Math.max(64, Integer.highestOneBit(dictionary.size()) * 2)];
            } else {
                Arrays.fill(decided, 0, dictionary.size(), UNDECIDED);
            }
            int[] entries = column.entries;
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                if (isKnown(row) && holds(dictionary, entries[row])) {
                    setTrue(row);
                }
            }
        }

        private boolean holds(Dictionary dictionary, int entry) {
            byte known = decided[entry];
            if (known == UNDECIDED) {
                int from = dictionary.offset(entry);
                int order = Arrays.compareUnsigned(
                        dictionary.bytes(), from, from + dictionary.length(entry), constant, 0, constant.length);
                known = operator.holds(order) ? HOLDS : FAILS;
                decided[entry] = known;
            }
            return known == HOLDS;
        }
    }

    static final class OfColumns extends Computed {
        private final Comparison operator;
        private final TextVector left;
        private final TextVector right;

        OfColumns(Comparison operator, TextVector left, TextVector right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            prepare(batch);
            for (int i = 0; i < words(batch.rowCount()); i++) {
                validity[i] = left.validity[i] & right.validity[i];
            }
            Dictionary dictionary = batch.dictionary();
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                if (isKnown(row) && operator.holds(order(dictionary, left.entries[row], right.entries[row]))) {
                    setTrue(row);
                }
            }
        }

        private static int order(Dictionary dictionary, int a, int b) {
            if (a == b) {
                return 0;
            }
            int fromA = dictionary.offset(a);
            int fromB = dictionary.offset(b);
            byte[] bytes = dictionary.bytes();
            return Arrays.compareUnsigned(
                    bytes, fromA, fromA + dictionary.length(a), bytes, fromB, fromB + dictionary.length(b));
        }
    }
}
