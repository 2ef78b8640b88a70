package io.weir.model;

import java.util.List;

/**
 * What the dead-letter journal holds: one row for each message (and stream) that could not become a row. A row's time
 * and arrival are when the appliance took the message in; its key is the source's id.
 */
public final class DeadLetters {
    /** The id of the dead-letter journal, and the name of its schema. */
    public static final String NAME = "dead_letters";

    /** How many bytes of a payload are kept; {@link #SIZE} tells how many there were. */
    public static final int MAX_PAYLOAD_BYTES = 256 * 1024;

    /** How many bytes of properties are kept at most. */
    public static final int MAX_PROPERTIES_BYTES = 32 * 1024;

    /** The source's id. */
    public static final int SOURCE = 0;
    /** The id of the stream that refused the message. */
    public static final int STREAM = 1;
    /** The topic that the message came on. */
    public static final int TOPIC = 2;
    /** The input partition that the message came from. */
    public static final int PARTITION = 3;
    /** The message's offset in its partition; null where the protocol has none. */
    public static final int OFFSET = 4;
    /** Why, as one word of a fixed set: the {@code reason} label of the counters. */
    public static final int REASON = 5;
    /** Why, for a person: what was found, and what was expected. */
    public static final int DETAIL = 6;
    /** The payload where it is valid UTF-8, else null; at most {@link #MAX_PAYLOAD_BYTES}. */
    public static final int PAYLOAD = 7;
    /** The payload in Base64 where it is not valid UTF-8, else null; at most {@link #MAX_PAYLOAD_BYTES} before encoding. */
    public static final int PAYLOAD_BASE64 = 8;
    /** How many bytes the payload had. */
    public static final int SIZE = 9;
    /**
     * The message's properties (MQTT 5 user properties, Kafka headers) as a JSON object of texts; null without any, and
     * where they would take more than {@link #MAX_PROPERTIES_BYTES}.
     */
    public static final int PROPERTIES = 10;

    /** The columns, in the order of the constants above. */
    public static final Schema SCHEMA = new Schema(
            Schema.Kind.DEAD_LETTER,
            NAME,
            List.of(
                    new Field("source", FieldType.STRING),
                    new Field("stream", FieldType.STRING),
                    new Field("topic", FieldType.STRING),
                    new Field("partition", FieldType.STRING),
                    new Field("offset", FieldType.LONG),
                    new Field("reason", FieldType.STRING),
                    new Field("detail", FieldType.STRING),
                    new Field("payload", FieldType.STRING),
                    new Field("payload_base64", FieldType.STRING),
                    new Field("size", FieldType.LONG),
                    new Field("properties", FieldType.STRING)));

    private DeadLetters() {}
}
