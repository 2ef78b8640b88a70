package io.weir.processing;

import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import java.util.List;

/** Hot path. The columns of results that {@code select} computes of the others: the last ones. Not thread-safe. */
final class Selection {
    private final Vector[] columns;
    private final int first;

    /** @param columns of results, in the order of the schema's last fields; each reads fields before it */
    Selection(List<Vector> columns, Schema results) {
        this.columns = columns.toArray(Vector[]::new);
        this.first = results.fields().size() - columns.size();
    }

    /** Sets the columns of all rows, which are null in it. */
    void fill(RowBatch results) {
        for (int i = 0; i < columns.length; i++) {
            Vector column = columns[i];
            column.load(results);
            int field = first + i;
            int rows = results.rowCount();
            System.arraycopy(column.validity(), 0, results.validity(field), 0, (rows + 63) >>> 6);
            if (column instanceof DoubleVector doubles) {
                System.arraycopy(doubles.values(), 0, results.doubles(field), 0, rows);
            } else if (column instanceof LongVector longs) {
                System.arraycopy(longs.values(), 0, results.longs(field), 0, rows);
            } else if (column instanceof TextVector texts) {
                System.arraycopy(texts.entries(), 0, results.strings(field), 0, rows);
            } else if (column instanceof BoolVector bools) {
                for (int row = 0; row < rows; row++) {
                    results.longs(field)[row] = (bools.truth()[row >> 6] >>> (row & 63)) & 1;
                }
            }
        }
    }
}
