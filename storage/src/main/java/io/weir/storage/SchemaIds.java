package io.weir.storage;

import io.weir.model.Schema;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hot path. The ids of schemas, which are costly to compute, remembered by identity. Not thread-safe. */
@SuppressWarnings("ReferenceEquality") // that is the point: comparing by value would cost more than the id
final class SchemaIds {
    private static final int MAX = 1024;

    private @Nullable Schema[] schemas = new @Nullable Schema[8];
    private long[] ids = new long[8];
    private int size;

    long of(Schema schema) {
        for (int i = 0; i < size; i++) {
            if (schemas[i] == schema) {
                return ids[i];
            }
        }
        if (size == MAX) {
            // Someone makes a new schema for every batch: slow, but no leak.
            size = 0;
        }
        if (size == ids.length) {
            schemas = Arrays.copyOf(schemas, size * 2);
            ids = Arrays.copyOf(ids, size * 2);
        }
        schemas[size] = schema;
        ids[size] = schema.id();
        return ids[size++];
    }
}
