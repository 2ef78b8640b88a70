package io.weir.ingest.mqtt;

import io.weir.model.RowBatch;
import java.util.BitSet;
import java.util.function.Consumer;

/** Which sequence numbers, the first field of the stream press, have been journaled. Thread-safe. */
final class SeenNumbers implements Consumer<RowBatch> {
    private final BitSet seen = new BitSet();

    @Override
    public synchronized void accept(RowBatch batch) {
        for (int row = 0; batch.schema().name().equals("press") && row < batch.rowCount(); row++) {
            seen.set((int) batch.longs(0)[row]);
        }
    }

    synchronized int count() {
        return seen.cardinality();
    }
}
