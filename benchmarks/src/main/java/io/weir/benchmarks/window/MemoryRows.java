package io.weir.benchmarks.window;

import io.weir.model.RowBatch;
import java.util.function.Consumer;

/** Rows made in memory as they are taken, in one batch that is reused; keys come as bytes, as from a decoder. */
final class MemoryRows implements WeirRows {
    /** As many as a journal document of such rows has. */
    static final int BATCH = 500;

    private final RowBatch batch = new RowBatch(WeirWindows.schema(), BATCH);

    @Override
    public void take(long rows, Consumer<RowBatch> consumer) {
        for (long first = 0; first < rows; first += BATCH) {
            fill(batch, first);
            consumer.accept(batch);
        }
    }

    /** Replaces what a batch holds by the readings from a number on. */
    static void fill(RowBatch batch, long first) {
        batch.clear();
        int partition = batch.partitions().intern("plant");
        for (long n = first; n < first + BATCH; n++) {
            byte[] name = Readings.nameBytes(Readings.key(n));
            long time = Readings.timeNanos(n);
            batch.startRow(time, time + 1000, batch.dictionary().intern(name, 0, name.length), partition);
            batch.setDouble(0, Readings.temp(n));
            batch.commitRow();
        }
    }
}
