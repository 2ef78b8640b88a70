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

    /** How many documents were damaged or missing: skipped, logged once each, never returned. */
    long skippedDocuments();

    /** How many documents retention had deleted before they were read. */
    long lostDocuments();

    @Override
    void close();
}
