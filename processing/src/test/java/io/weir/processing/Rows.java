package io.weir.processing;

import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Rows and batches as plain values, for tests. */
final class Rows {
    private Rows() {}

    /** One row; a field that is not in the map is null. Values are Double, Long (also for timestamps), Boolean, String. */
    record Row(long time, long arrival, String key, String partition, Map<String, Object> values) {}

    /** What a batch says after its rows. */
    record Mark(List<String> joined, List<String> idle, long advance) {
        Mark(List<String> idle, long advance) {
            this(List.of(), idle, advance);
        }
    }

    /** A row or a mark, in journal order. */
    record Event(Row row, Mark mark) {
        static Event of(Row row) {
            return new Event(row, null);
        }

        static Event idle(String... partitions) {
            return new Event(null, new Mark(List.of(partitions), EventTime.MIN));
        }

        static Event joined(String... partitions) {
            return new Event(null, new Mark(List.of(partitions), List.of(), EventTime.MIN));
        }

        static Event advance(long to) {
            return new Event(null, new Mark(List.of(), to));
        }
    }

    static void add(RowBatch batch, Row row) {
        batch.ensureCapacity(Math.max(batch.capacity(), batch.rowCount() + 1));
        batch.startRow(
                row.time(),
                row.arrival(),
                batch.dictionary().intern(row.key()),
                batch.partitions().intern(row.partition()));
        row.values().forEach((name, value) -> set(batch, batch.schema().indexOf(name), value));
        batch.commitRow();
    }

    private static void set(RowBatch batch, int field, Object value) {
        if (value instanceof Double number) {
            batch.setDouble(field, number);
        } else if (value instanceof Long number) {
            batch.setLong(field, number);
        } else if (value instanceof Boolean truth) {
            batch.setBool(field, truth);
        } else if (value instanceof String text) {
            batch.setString(field, batch.dictionary().intern(text));
        } else if (value != null) {
            throw new IllegalArgumentException(value.toString());
        }
    }

    static void mark(RowBatch batch, Mark mark) {
        for (String partition : mark.joined()) {
            batch.partitions().setJoined(batch.partitions().intern(partition), true);
        }
        for (String partition : mark.idle()) {
            batch.partitions().setIdle(batch.partitions().intern(partition), true);
        }
        batch.setWatermarkAdvance(mark.advance());
    }

    /** Gives a row a value, which one in six lacks. */
    static void maybe(Random random, Map<String, Object> values, String field, Object value) {
        if (random.nextInt(6) != 0) {
            values.put(field, value);
        }
    }

    /** One batch of all the rows. */
    static RowBatch batch(Schema schema, Row... rows) {
        RowBatch batch = new RowBatch(schema, Math.max(1, rows.length));
        for (Row row : rows) {
            add(batch, row);
        }
        return batch;
    }

    /** A result or input row as a map, in column order, with time, key and arrival. */
    static Map<String, Object> read(RowBatch batch, int row) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("@time", batch.times()[row]);
        values.put("@arrival", batch.arrivals()[row]);
        values.put("@key", batch.keyText(row));
        values.put("@partition", batch.partitions().name(batch.partitionOf()[row]));
        for (int field = 0; field < batch.fieldCount(); field++) {
            values.put(batch.schema().fields().get(field).name(), value(batch, field, row));
        }
        return values;
    }

    private static Object value(RowBatch batch, int field, int row) {
        if (batch.isNull(field, row)) {
            return null;
        }
        return switch (batch.type(field)) {
            case DOUBLE -> batch.doubles(field)[row];
            case LONG, TIMESTAMP -> batch.longs(field)[row];
            case BOOL -> batch.longs(field)[row] == 1;
            case STRING -> batch.dictionary().text(batch.strings(field)[row]);
        };
    }

    /** A sink that keeps everything. */
    static final class Collected implements ResultSink {
        final List<Map<String, Object>> rows = new ArrayList<>();
        int batches;

        @Override
        public void emit(RowBatch results) {
            batches++;
            for (int row = 0; row < results.rowCount(); row++) {
                rows.add(read(results, row));
            }
        }
    }
}
