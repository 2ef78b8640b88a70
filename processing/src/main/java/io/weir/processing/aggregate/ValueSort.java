package io.weir.processing.aggregate;

import io.weir.model.FieldType;
import java.util.Arrays;

/** Hot path. Numbers by size. Not thread-safe. */
final class ValueSort {
    private final boolean doubles;
    private long[] keys = {};

    ValueSort(FieldType type) {
        this.doubles = type == FieldType.DOUBLE;
    }

    /**
     * The number that {@code rank} others are not larger than, NaN if there is one.
     *
     * @param bits of the numbers, the first {@code count} elements; they stay as they are
     */
    double ranked(long[] bits, int count, int rank) {
        if (keys.length < count) {
            keys = new long[Math.max(count, 2 * keys.length)];
        }
        for (int i = 0; i < count; i++) {
            keys[i] = doubles ? TotalOrder.key(Double.longBitsToDouble(bits[i])) : bits[i];
        }
        Arrays.sort(keys, 0, count);
        if (!doubles) {
            return keys[rank];
        }
        double largest = TotalOrder.value(keys[count - 1]);
        return Double.isNaN(largest) ? largest : TotalOrder.value(keys[rank]);
    }
}
