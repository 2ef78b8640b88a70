package io.weir.ingest;

/**
 * A run of messages in order; possibly empty: a tick. A source with demand delivers at least every 50 ms or so, and soon
 * after the linger when the delivery before was not empty, so that whatever must happen at a time can happen on the
 * source's thread.
 */
public interface Delivery {
    /** When the appliance took the messages in, epoch nanoseconds. */
    long arrivalNanos();

    /** Visits the messages, in order. Only on the source's thread, and only until {@code onNext} returns. */
    void forEach(MessageVisitor visitor);

    /** Which partitions join or leave before the messages. */
    default PartitionChanges changes() {
        return PartitionChanges.NONE;
    }

    /**
     * Whether the source waits until everything that it has delivered is durable: what is open is appended now, and the
     * journals are urged.
     */
    default boolean isUrgent() {
        return false;
    }

    /** How many messages there are; 0 for a tick. */
    int messageCount();

    /**
     * All rows and dead letters that came of it are durable. Called at most once, on the commit thread: must return at
     * once. Does nothing if the connection that the messages came on is gone.
     */
    void acknowledge();
}
