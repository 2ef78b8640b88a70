package io.weir.storage;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Not a test: run by hand, with a directory, to see how fast a journal is here. */
final class ThroughputProbe {
    private static final int ROWS = 256;
    private static final int DOCUMENTS = 40_000;

    private ThroughputProbe() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            fields.add(new Field("f" + i, i < 6 ? FieldType.DOUBLE : FieldType.LONG));
        }
        RowBatch batch = new RowBatch(new Schema(Schema.Kind.STREAM, "probe", fields), ROWS);
        fill(batch);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < 3; round++) {
            try (JournalStore store =
                    JournalStore.open(Path.of(args[0]), round == 2 ? Stores.group() : Stores.none())) {
                Journal journal = store.journal("readings");
                long from = journal.appended();
                long allocated = threads.getCurrentThreadAllocatedBytes();
                long start = System.nanoTime();
                for (int i = 0; i < DOCUMENTS; i++) {
                    journal.append(batch);
                }
                report("append" + (round == 2 ? " with group commit" : ""), start, allocated, threads);
                Stores.awaitDurable(store, journal);
                allocated = threads.getCurrentThreadAllocatedBytes();
                start = System.nanoTime();
                long sum = 0;
                try (JournalReader reader = journal.reader(from)) {
                    for (RowBatch read = reader.next(); read != null; read = reader.next()) {
                        sum += read.rowCount();
                    }
                }
                report("tail of " + sum, start, allocated, threads);
            }
        }
    }

    private static void fill(RowBatch batch) {
        int partition = batch.partitions().intern("cells/cell-readings-0");
        for (int row = 0; row < ROWS; row++) {
            batch.startRow(
                    row * 1_000_000L, row * 1_000_000L + 3, batch.dictionary().intern("device-" + row % 40), partition);
            for (int field = 0; field < batch.fieldCount(); field++) {
                if (batch.type(field) == FieldType.DOUBLE) {
                    batch.setDouble(field, row * 0.25 + field);
                } else {
                    batch.setLong(field, row + field);
                }
            }
            batch.commitRow();
        }
    }

    @SuppressWarnings("SystemOut")
    private static void report(String what, long start, long allocated, com.sun.management.ThreadMXBean threads) {
        double seconds = (System.nanoTime() - start) / 1e9;
        long rows = (long) ROWS * DOCUMENTS;
        System.out.printf(
                "%s: %.1f M rows/s, %.1f ns/row, %.3f B/row allocated%n",
                what,
                rows / seconds / 1e6,
                seconds * 1e9 / rows,
                (threads.getCurrentThreadAllocatedBytes() - allocated) / (double) rows);
    }
}
