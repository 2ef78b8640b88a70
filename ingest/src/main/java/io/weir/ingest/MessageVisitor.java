package io.weir.ingest;

import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;

/** Hot path. Takes the messages of a {@link Delivery}. */
@FunctionalInterface
public interface MessageVisitor {
    /** {@code offset} of a message whose protocol has none. */
    long NO_OFFSET = -1;
    /** {@code size} of a message that has no payload at all: a Kafka tombstone. */
    long NO_PAYLOAD = -1;

    /**
     * One message. The payload is {@code length} bytes from {@code start}; it may be reused after the call, and is not
     * changed.
     *
     * @param partition the input partition: {@code cells/cell-readings-3}, {@code plant}; the same instance for
     *     messages in a row where possible
     * @param offset position in the partition, or {@link #NO_OFFSET}
     * @param properties what the message carries beside its payload; they may be others after the call
     * @param size how many bytes the payload really has, more than {@code length} where the source has cut it; or
     *     {@link #NO_PAYLOAD}
     */
    void message(
            String partition,
            long offset,
            Topic topic,
            MessageProperties properties,
            byte[] payload,
            int start,
            int length,
            long size);
}
