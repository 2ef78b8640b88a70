package io.weir.ingest.decode;

/** Hot path. What a decoder is told of a message beside its payload. One instance serves for all messages. One thread. */
public final class MessageContext {
    private Topic topic = new Topic("");
    private MessageProperties properties = MessageProperties.none();
    private int partition;
    private long arrivalNanos;

    /**
     * The next message.
     *
     * @param partition index in the batch's partitions
     * @param arrivalNanos when the appliance took the message in, epoch nanoseconds
     */
    public MessageContext set(Topic topic, MessageProperties properties, int partition, long arrivalNanos) {
        this.topic = topic;
        this.properties = properties;
        this.partition = partition;
        this.arrivalNanos = arrivalNanos;
        return this;
    }

    public Topic topic() {
        return topic;
    }

    public MessageProperties properties() {
        return properties;
    }

    /** Index in the batch's partitions. */
    public int partition() {
        return partition;
    }

    /** When the appliance took the message in, epoch nanoseconds. */
    public long arrivalNanos() {
        return arrivalNanos;
    }
}
