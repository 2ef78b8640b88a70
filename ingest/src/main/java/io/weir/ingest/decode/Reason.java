package io.weir.ingest.decode;

import java.util.Locale;

/** Why a message became a dead letter: a fixed set, the {@code reason} of dead letters and of their counters. */
public enum Reason {
    /** The payload has no bytes. */
    EMPTY_PAYLOAD,
    /** A Kafka record without a value. */
    TOMBSTONE,
    /** The payload is larger than the source's {@code max_payload}. */
    PAYLOAD_TOO_LARGE,
    /** The payload is not UTF-8. */
    INVALID_UTF8,
    /** The payload is not one JSON value, whole and nothing behind it. */
    INVALID_JSON,
    /** The payload is not CSV, or a record has not as many values as there are columns. */
    INVALID_CSV,
    /** A line is not InfluxDB line protocol. */
    INVALID_LINE_PROTOCOL,
    /** The payload is not a SenML pack. */
    INVALID_SENML,
    /** The payload is not one MessagePack value, whole and nothing behind it. */
    INVALID_MSGPACK,
    /** The payload is not one CBOR data item, whole and nothing behind it. */
    INVALID_CBOR,
    /** The payload is not one Avro value of its schema, whole and nothing behind it. */
    INVALID_AVRO,
    /** The payload is no message of its type. */
    INVALID_PROTOBUF,
    /** The payload or its topic is not Sparkplug B. */
    INVALID_SPARKPLUG,
    /** A metric that no birth has told the name or type of. */
    NO_BIRTH,
    /** The payload does not name its schema, or one that the registry does not have or that cannot be used. */
    UNKNOWN_SCHEMA,
    /** The payload cannot be decompressed. */
    INVALID_COMPRESSION,
    /** What the payload holds is larger than its envelope's caps. */
    DECOMPRESSED_TOO_LARGE,
    /** A member that the stream does not read, where it says to reject these. */
    UNKNOWN_MEMBER,
    /** The payload is valid, but no object and no array of objects. */
    NOT_AN_OBJECT,
    /** A member that the stream reads stands twice in its object. */
    DUPLICATE_MEMBER,
    /** Nested too deeply, or a name or number that is too long. */
    LIMIT_EXCEEDED,
    /** A value that is not of its field's type. */
    TYPE_MISMATCH,
    /** A number beyond what its field's type can hold. */
    OUT_OF_RANGE,
    /** The time is absent or null. */
    TIME_MISSING,
    /** The time cannot be read. */
    TIME_INVALID,
    /** The time lies too far behind or ahead of the clock, or before what any clock may say. */
    TIME_OUT_OF_BOUNDS,
    /** The topic has more levels than the stream's limit. */
    TOPIC_TOO_DEEP,
    /** The topic has fewer levels than the key names. */
    KEY_NOT_IN_TOPIC,
    /** A payload value that the key is made of is absent, null, an object or an array. */
    KEY_MISSING,
    /** The rows of one message do not fit in one batch. */
    TOO_MANY_ROWS,
    /** The decoder failed in a way it should not. */
    DECODER_FAILURE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word that stands for this reason in dead letters and counters. */
    public String word() {
        return word;
    }
}
