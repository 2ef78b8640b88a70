package io.weir.benchmarks.journal;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of exactly 100 bytes: time 8, arrival 8, key 4, six doubles and four longs. */
final class Rows {
    static final int BYTES = 100;
    private static final int KEYS = 40;

    private Rows() {}

    static Schema schema(String stream) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            fields.add(new Field("f" + i, i < 6 ? FieldType.DOUBLE : FieldType.LONG));
        }
        return new Schema(Schema.Kind.STREAM, stream, fields);
    }

    /** A batch of rows that differ in every column, as sensors' do. */
    static RowBatch batch(Schema schema, int rows, int seed) {
        RowBatch batch = new RowBatch(schema, rows);
        int partition = batch.partitions().intern("cells/cell-readings-0");
        batch.partitions().setNextOffset(partition, seed);
        for (int row = 0; row < rows; row++) {
            long n = (long) seed * rows + row;
            int key = batch.dictionary().intern("device-" + n % KEYS);
            batch.startRow(1_700_000_000_000_000_000L + n * 1_000_000, n * 1_000_000 + 3, key, partition);
            for (int field = 0; field < batch.fieldCount(); field++) {
                if (batch.type(field) == FieldType.DOUBLE) {
                    batch.setDouble(field, 20 + (n * 31 % 1000) / 50.0 + field);
                } else {
                    batch.setLong(field, n * 7 + field);
                }
            }
            batch.commitRow();
        }
        return batch;
    }

    /** Sixteen different batches, to be appended in turn. */
    static RowBatch[] batches(Schema schema, int rows) {
        RowBatch[] batches = new RowBatch[16];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = batch(schema, rows, i);
        }
        return batches;
    }

    static StorageConfig storage(SyncMode mode, Duration maxDelay) {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        for (String id : new String[] {"readings", "results", "dead_letters"}) {
            journals.put(id, new JournalConfig(id, Optional.empty(), Optional.empty()));
        }
        return new StorageConfig(new Sync(mode, maxDelay), Optional.empty(), journals);
    }
}
