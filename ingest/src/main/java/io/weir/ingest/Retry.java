package io.weir.ingest;

import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.DeadLetters;
import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters of one stream through its present configuration, and collects the rows. They come from a partition of
 * their own, {@link #PARTITION}, which is idle from the end of each batch on: they are old, and hold no watermark back.
 * One thread.
 */
public final class Retry implements AutoCloseable {
    /** The partition of rows that once were dead letters; its position counts the batches. */
    public static final String PARTITION = DeadLetters.NAME + ":retry";

    private static final int TARGET_BYTES = 32 * 1024;

    private final StreamConfig stream;
    private final Decoder decoder;
    private final @Nullable StreamRules rules;
    private final RowBatch apart;
    private final RuledRows rows;
    private final RowBatch batch;
    private final int rowsTarget;

    /** What became of a dead letter. */
    public enum Outcome {
        /** Its rows are in the batch. */
        ROWS,
        /** The stream's rules keep none of its rows: it is done with. */
        DROPPED,
        /** The batch has no room for it: append the batch, {@link #clear()} it, and come again. */
        FULL,
        /** It still cannot become rows, see {@link #reason()}. */
        REJECTED
    }

    private @Nullable Reason reason;
    /** Whether the last letter's rows stand in {@link #rows}, decided about, and were not copied for want of room. */
    private boolean waiting;

    /** @param rowsTarget how many a batch should have */
    public Retry(StreamConfig stream, @Nullable StreamRules rules, int rowsTarget) {
        this.stream = stream;
        this.decoder = Decoders.create(stream);
        this.rules = rules;
        this.rowsTarget = rowsTarget;
        this.apart = new RowBatch(stream.schema(), rowsTarget);
        this.rows = new RuledRows(apart);
        this.batch = new RowBatch(stream.schema(), rowsTarget);
    }

    /**
     * Tries one. After {@link Outcome#FULL} the next must be the same.
     *
     * @param payload the whole payload
     * @param arrivalNanos when the appliance took the message in
     */
    public Outcome add(String topic, MessageProperties properties, byte[] payload, long arrivalNanos) {
        if (waiting) {
            // Rules decide once about a row; it was only the batch that had no room.
            waiting = false;
            return copy();
        }
        if (batch.rowCount() >= rowsTarget || batch.estimatedBytes() > TARGET_BYTES) {
            return Outcome.FULL;
        }
        apart.clear();
        int partition = apart.partitions().intern(PARTITION);
        MessageContext message = new MessageContext().set(new Topic(topic), properties, partition, arrivalNanos);
        reason = decoder.decode(message, payload, 0, payload.length, apart);
        if (reason == null && decoder.isFull()) {
            reason = Reason.TOO_MANY_ROWS;
        }
        if (reason != null) {
            return Outcome.REJECTED;
        }
        if (rules == null) {
            rows.keepAll();
        } else if (!rows.apply(rules, System.nanoTime())) {
            return Outcome.DROPPED;
        }
        return copy();
    }

    private Outcome copy() {
        int before = batch.rowCount();
        rows.copyTo(batch);
        if (!rows.isFull()) {
            return Outcome.ROWS;
        }
        batch.setRowCount(before);
        if (before > 0) {
            waiting = true;
            return Outcome.FULL;
        }
        reason = Reason.TOO_MANY_ROWS;
        return Outcome.REJECTED;
    }

    /** Why the last one was rejected. */
    public Reason reason() {
        if (reason == null) {
            throw new IllegalStateException("nothing was rejected");
        }
        return reason;
    }

    /**
     * The rows, to be appended to the stream's journal.
     *
     * @param number of the batch among all that were ever appended for this stream, from 0
     */
    public RowBatch batch(long number) {
        int partition = batch.partitions().intern(PARTITION);
        batch.partitions().setNextOffset(partition, number + 1);
        batch.partitions().setIdle(partition, true);
        return batch;
    }

    /** How many rows wait. */
    public int rowCount() {
        return batch.rowCount();
    }

    /** Forgets what has been appended. */
    public void clear() {
        batch.clear();
    }

    /** The stream. */
    public StreamConfig stream() {
        return stream;
    }

    /** Ends every wait. */
    @Override
    public void close() {
        decoder.close();
    }
}
