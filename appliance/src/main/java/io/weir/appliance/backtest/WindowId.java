package io.weir.appliance.backtest;

import io.weir.appliance.rows.Values;
import io.weir.model.RowBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window of a group.
 *
 * @param startNanos epoch nanoseconds
 * @param endNanos exclusive
 * @param group the values of {@code group_by}, in its order
 */
public record WindowId(long startNanos, long endNanos, List<@Nullable Object> group) {
    static WindowId of(RowBatch results, int row, int[] groupFields) {
        List<@Nullable Object> group = new ArrayList<>(groupFields.length);
        for (int field : groupFields) {
            group.add(field < 0 ? null : Values.of(results, field, row));
        }
        return new WindowId(results.longs(0)[row], results.longs(1)[row], group);
    }
}
