package io.weir.appliance.backtest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A window whose results are not the same.
 *
 * @param recorded its last revision by column; null: none is recorded
 * @param computed its last revision by column; null: none came
 * @param columns those of both that differ; empty: one side has no result
 */
public record Difference(
        WindowId window,
        @Nullable Map<String, @Nullable Object> recorded,
        @Nullable Map<String, @Nullable Object> computed,
        List<String> columns) {
    /** By how much numbers differ in relation to the larger one, at the most; 1 where there is nothing to relate. */
    double size() {
        if (recorded == null || computed == null) {
            return 1;
        }
        double size = 0;
        for (String column : columns) {
            Object a = recorded.get(column);
            Object b = computed.get(column);
            size = Math.max(
                    size, a instanceof Number x && b instanceof Number y ? size(x.doubleValue(), y.doubleValue()) : 1);
        }
        return size;
    }

    private static double size(double a, double b) {
        double larger = Math.max(Math.abs(a), Math.abs(b));
        double size = Math.abs(a - b) / larger;
        return Double.isNaN(size) ? 1 : size;
    }
}
