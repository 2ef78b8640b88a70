package io.weir.processing.aggregate;

import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.Vector;

/** Hot path. The values of a column that is not of texts as 64 bits. Not thread-safe. */
final class RowValues {
    private final Vector column;

    RowValues(Vector column) {
        this.column = column;
    }

    /** The bits of a row's value, which is not null; of a double those of IEEE 754. */
    long bits(int row) {
        if (column instanceof DoubleVector doubles) {
            return Double.doubleToRawLongBits(doubles.values()[row]);
        } else if (column instanceof LongVector longs) {
            return longs.values()[row];
        }
        return Bits.isSet(((BoolVector) column).truth(), row) ? 1 : 0;
    }
}
