package io.weir.ingest;

import io.weir.ingest.decode.Reason;
import org.jspecify.annotations.Nullable;

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

    /** The one stream that the messages are for; null if they are for every stream of the source. */
    default @Nullable String stream() {
        return null;
    }

    /**
     * A message became a dead letter of a stream. Called on the source's thread, until {@code onNext} returns.
     *
     * @param index of the message among those that were visited, from 0
     */
    default void rejected(int index, Reason reason, String detail) {}

    /** How many messages there are; 0 for a tick. */
    int messageCount();

    /**
     * All rows and dead letters that came of it are durable. Called at most once, on the commit thread: must return at
     * once. Does nothing if the connection that the messages came on is gone.
     */
    void acknowledge();
}
