package io.weir.ingest;

import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;

/** Hot path. The message being taken in: one instance a source, overwritten for each. One thread. */
final class Message {
    private static final byte[] NONE = {};

    String partition = "";
    long offset;
    Topic topic = new Topic("");
    MessageProperties properties = MessageProperties.none();
    byte[] payload = NONE;
    int start;
    int length;
    /** True size of the payload; {@link MessageVisitor#NO_PAYLOAD} without one. */
    long size;

    long arrivalNanos;
    /** When it was taken, on the monotonic clock. */
    long monotonicNanos;

    /** What decoders are told. */
    private final MessageContext context = new MessageContext();

    /** @param index the message's partition among those of the batch */
    MessageContext context(int index) {
        return context.set(topic, properties, index, arrivalNanos);
    }
}
