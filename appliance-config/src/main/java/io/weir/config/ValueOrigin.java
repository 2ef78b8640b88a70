package io.weir.config;

/** Where a value comes from in a message. */
public sealed interface ValueOrigin {
    /** A value in the payload. */
    record Payload(PayloadPath path) implements ValueOrigin {}

    /**
     * A level of the topic.
     *
     * @param index counted from 0: {@code {topic.1}} of {@code plant/p7/press} is {@code p7}
     */
    record TopicLevel(int index) implements ValueOrigin {}

    /**
     * A property of the message beside its payload: an MQTT 5 user property, or a Kafka header.
     *
     * @param name as it is sent; of several with one name the last counts
     */
    record Property(String name) implements ValueOrigin {}

    /** The whole topic: {@code {topic}}. */
    record Topic() implements ValueOrigin {}
}
