package io.weir.storage;

import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal in order, across its generations, and follows it while it grows. Never waits. One thread, which may
 * change between calls.
 */
public interface JournalReader extends AutoCloseable {
    /**
     * Hot path. The next batch.
     *
     * @return null if there is none now; the batch is valid until the next call (there is one per schema, reused)
     */
    @Nullable RowBatch next();

    /** Up to which sequence the journal has been read; what was skipped counts as read. */
    long sequence();

    /**
     * From now on leaves out documents all of whose rows lie before an event time, and documents without rows as long as
     * nothing has been returned. Whole generations are passed over without being opened.
     */
    void seekTime(long fromNanos);

    /**
     * From now on leaves out documents of other names, and those all of whose rows lie outside a range of event time; whole
     * generations are passed over as by {@link #seekTime}.
     *
     * @param schemaName of the stream, pipeline or dead letters
     * @param fromNanos the earliest event time, inclusive; {@link io.weir.model.EventTime#MIN}: any
     * @param toNanos the latest event time, exclusive; {@code Long.MAX_VALUE}: any
     */
    void select(String schemaName, long fromNanos, long toNanos);

    /**
     * Goes to a part of the journal, so that several readers can share it. {@link #next} returns null at its end, and then
     * {@link #sequence()} is at least {@code untilSequence}; if it is less, that is the end of the journal. What is damaged
     * or missing counts once if the parts do not overlap.
     *
     * @param afterSequence at least what was given before
     * @param untilSequence the last sequence that is read
     */
    void part(long afterSequence, long untilSequence);

    /** How many documents were damaged or missing: skipped, logged once each, never returned. */
    long skippedDocuments();

    /** How many documents retention had deleted before they were read. */
    long lostDocuments();

    @Override
    void close();
}
