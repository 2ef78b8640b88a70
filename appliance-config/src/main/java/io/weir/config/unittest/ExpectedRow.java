package io.weir.config.unittest;

import io.weir.config.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that must come out.
 *
 * @param values by column, those that are compared: Double, Long (also for times, epoch nanoseconds), Boolean or String as
 *     the column's type is; null: the column must be null
 */
public record ExpectedRow(Location at, Map<String, @Nullable Object> values) {
    public ExpectedRow {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
