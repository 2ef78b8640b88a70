package io.weir.storage;

import io.weir.model.RowBatch;
import java.util.Map;

/** One journal, open for appending. Thread-safe. */
public interface Journal {
    /** Its id in the configuration. */
    String id();

    /**
     * Hot path. Appends a batch as one document, and sets the batch's sequence.
     *
     * @return the sequence of the document, one more than that of the document before it
     * @throws StorageException if the document would be too large, if there is no space ({@link StorageException#temporary()}: a
     *     later call may succeed), or if
     *     storage has failed (none will)
     * @throws IllegalArgumentException if the batch is not sound in itself
     */
    long append(RowBatch batch);

    /** The last sequence that is appended; 0 if none is. */
    long appended();

    /** The last sequence that is durable; 0 if none is. With sync mode {@code none} equal to {@link #appended}. */
    long durable();

    /**
     * By stream and partition: the next offset that the journal does not cover, as recovery found it and as appended
     * since. A copy.
     */
    Map<String, Map<String, Long>> positions();

    /**
     * A reader of what is durable. Close it.
     *
     * @param afterSequence its first batch has a larger sequence than this
     */
    JournalReader reader(long afterSequence);
}
