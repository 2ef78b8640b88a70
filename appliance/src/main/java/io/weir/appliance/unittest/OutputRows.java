package io.weir.appliance.unittest;

import io.weir.appliance.rows.Values;
import io.weir.config.unittest.OutputColumns;
import io.weir.model.Field;
import io.weir.model.RowBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that came out of one stream or pipeline, in order, as {@link io.weir.config.unittest.ExpectedRow} has them. */
final class OutputRows {
    private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();

    /** Copies the rows of a batch. */
    void add(RowBatch batch) {
        for (int row = 0; row < batch.rowCount(); row++) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            if (OutputColumns.hasOwn(batch.schema())) {
                values.put("time", batch.times()[row]);
                values.put("key", batch.keyText(row));
                values.put("arrival", batch.arrivals()[row]);
            }
            List<Field> fields = batch.schema().fields();
            for (int field = 0; field < fields.size(); field++) {
                values.put(fields.get(field).name(), Values.of(batch, field, row));
            }
            rows.add(values);
        }
    }

    List<Map<String, @Nullable Object>> rows() {
        return rows;
    }
}
