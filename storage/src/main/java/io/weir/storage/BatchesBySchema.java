package io.weir.storage;

import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hot path. One reusable batch per schema id, found without boxing. Not thread-safe. */
final class BatchesBySchema {
    private static final int INITIAL_ROWS = 256;

    private long[] ids = new long[8];
    private RowBatch[] batches = new RowBatch[8];
    private int size;
    private int latest;

    @Nullable RowBatch get(long schemaId) {
        if (latest < size && ids[latest] == schemaId) {
            return batches[latest];
        }
        for (int i = 0; i < size; i++) {
            if (ids[i] == schemaId) {
                latest = i;
                return batches[i];
            }
        }
        return null;
    }

    void add(long schemaId, Schema schema) {
        if (get(schemaId) != null) {
            return;
        }
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
            batches = Arrays.copyOf(batches, size * 2);
        }
        ids[size] = schemaId;
        batches[size] = new RowBatch(schema, INITIAL_ROWS);
        size++;
    }
}
