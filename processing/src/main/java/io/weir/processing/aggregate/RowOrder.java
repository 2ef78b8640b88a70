package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.Vector;

/** Hot path. What rows are ordered by, as a number that grows with it. Not thread-safe. */
abstract class RowOrder {
    /** Reads a batch; called before the others. */
    abstract void load(RowBatch batch);

    /** By row of the batch. */
    abstract long[] keys();

    /** Whether a row has a place in the order. */
    abstract boolean has(int row);

    /** By event time. */
    static RowOrder byTime() {
        return new ByTime();
    }

    /** By a column of numbers or times; rows where it is null have no place. NaN is larger than every number. */
    static RowOrder by(Vector column) {
        return column instanceof LongVector longs ? new ByLong(longs) : new ByDouble((DoubleVector) column);
    }

    private static final class ByTime extends RowOrder {
        private long[] times = {};

        @Override
        void load(RowBatch batch) {
            times = batch.times();
        }

        @Override
        long[] keys() {
            return times;
        }

        @Override
        boolean has(int row) {
            return true;
        }
    }

    private static final class ByLong extends RowOrder {
        private final LongVector column;

        ByLong(LongVector column) {
            this.column = column;
        }

        @Override
        void load(RowBatch batch) {
            column.load(batch);
        }

        @Override
        long[] keys() {
            return column.values();
        }

        @Override
        boolean has(int row) {
            return Bits.isSet(column.validity(), row);
        }
    }

    private static final class ByDouble extends RowOrder {
        private final DoubleVector column;
        private long[] keys = {};

        ByDouble(DoubleVector column) {
            this.column = column;
        }

        @Override
        void load(RowBatch batch) {
            column.load(batch);
            if (keys.length < batch.rowCount()) {
                keys = new long[batch.capacity()];
            }
            double[] values = column.values();
            for (int row = 0; row < batch.rowCount(); row++) {
                keys[row] = TotalOrder.key(values[row]);
            }
        }

        @Override
        long[] keys() {
            return keys;
        }

        @Override
        boolean has(int row) {
            return Bits.isSet(column.validity(), row);
        }
    }
}
