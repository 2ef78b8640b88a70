package io.weir.ingest;

import io.weir.model.RowBatch;
import java.util.OptionalLong;
import java.util.Set;

/** What ingest wants of the journals; the appliance implements it over storage. Any thread. */
public interface IngestJournals {
    /**
     * Appends a batch to a journal; may block while the journal cannot take more. The batch is the caller's again on
     * return.
     *
     * @throws RuntimeException if the journal cannot take it now or ever; the source that it came from then stops
     */
    void append(String journal, RowBatch batch);

    /** Runs an action on the commit thread once everything that was appended before this call is durable. */
    void afterDurable(Runnable action);

    /** Sources wait for the next force: do it now. Cheap, may be called often. */
    void urge();

    /**
     * The offset of the first message of a partition that the journal does not cover for a stream, if it knows the
     * partition.
     */
    OptionalLong position(String journal, String stream, String partition);

    /** The partitions that the journal has a position of for a stream. */
    Set<String> partitions(String journal, String stream);
}
