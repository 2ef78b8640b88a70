package io.weir.ingest;

import io.weir.ingest.rules.Drop;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import java.util.Arrays;

/** Hot path. The rows of one message between the decoder and the open batch, where a stream's rules look at them. One thread. */
final class RuledRows {
    private final RowBatch rows;
    private final long[] dropped = new long[Drop.COUNT];
    private long[] keep = new long[1];
    private int kept;
    private boolean full;

    /** @param rows reused for each message */
    RuledRows(RowBatch rows) {
        this.rows = rows;
    }

    /** The batch to decode the next message into. */
    RowBatch empty() {
        rows.clear();
        return rows;
    }

    /** Lets the rules decide; false if they keep nothing. */
    boolean apply(StreamRules rules, long nowNanos) {
        int words = (rows.rowCount() + 63) >>> 6;
        if (keep.length < words) {
            keep = new long[words];
        }
        Arrays.fill(dropped, 0);
        kept = rules.apply(rows, nowNanos, dropped, keep);
        return kept > 0;
    }

    /** What became of the rows is final: counts them. */
    void count(StreamCounters counters) {
        counters.decoded(rows.rowCount());
        counters.droppedRows(dropped);
    }

    /** Keeps every row. */
    void keepAll() {
        int words = (rows.rowCount() + 63) >>> 6;
        if (keep.length < words) {
            keep = new long[words];
        }
        Arrays.fill(keep, -1L);
        kept = rows.rowCount();
    }

    /** Appends the rows that are kept; afterwards {@link #isFull} tells whether there was room for all. */
    void copyTo(RowBatch batch) {
        full = false;
        for (int row = 0; row < rows.rowCount() && kept > 0; row++) {
            if ((keep[row >>> 6] & (1L << (row & 63))) == 0) {
                continue;
            }
            if (batch.rowCount() == batch.capacity()) {
                if (batch.capacity() == RowBatch.MAX_ROWS) {
                    full = true;
                    return;
                }
                batch.ensureCapacity(Math.min(RowBatch.MAX_ROWS, batch.capacity() * 2));
            }
            if (!batch.appendRow(rows, row)) {
                full = true;
                return;
            }
        }
    }

    /** Whether the batch had no room for all rows. */
    boolean isFull() {
        return full;
    }

    /** The largest event time of the rows of a batch from one on. */
    static long maxTime(RowBatch batch, int from) {
        long max = EventTime.MIN;
        for (int row = from; row < batch.rowCount(); row++) {
            max = Math.max(max, batch.times()[row]);
        }
        return max;
    }
}
