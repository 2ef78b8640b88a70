package io.weir.benchmarks.window;

import io.weir.model.RowBatch;
import java.util.function.Consumer;

/** Rows made in memory as they are taken, in one batch that is reused; its dictionary has all keys, as the others have their names. */
final class MemoryRows implements WeirRows {
    /** About as many as a batch holds, and a document of the journal with {@code batch: { rows: 4096 }}. */
    private static final int BATCH = 4000;

    private final RowBatch batch = new RowBatch(WeirWindows.schema(), BATCH);
    private final int[] entries = new int[Readings.KEYS];

    @Override
    public void take(long rows, Consumer<RowBatch> consumer) {
        batch.clear();
        for (int key = 0; key < entries.length; key++) {
            byte[] name = Readings.nameBytes(key);
            entries[key] = batch.dictionary().intern(name, 0, name.length);
        }
        int partition = batch.partitions().intern("plant");
        for (long first = 0; first < rows; first += BATCH) {
            batch.setRowCount(0);
            for (long n = first; n < first + BATCH; n++) {
                long time = Readings.timeNanos(n);
                batch.startRow(time, time + 1000, entries[Readings.key(n)], partition);
                batch.setDouble(0, Readings.temp(n));
                batch.commitRow();
            }
            consumer.accept(batch);
        }
    }
}
