package io.weir.demo.plant;

import java.nio.charset.StandardCharsets;

/**
 * One message as it is sent.
 *
 * @param device name, unique in the plant; the key of a Kafka record
 * @param index of the device within its family
 * @param payload not copied; nobody changes it
 */
@SuppressWarnings("ArrayRecordComponent") // messages are not compared
record Message(Family family, Kind kind, String topic, String device, int index, byte[] payload) {
    /** What is special about a message; at most one thing. */
    enum Kind {
        /** Nothing: its time is when it was due. */
        ON_TIME,
        /** Up to {@value Mischief#MOST_OUT_OF_ORDER_MS} ms older than the messages around it. */
        OUT_OF_ORDER,
        /** So old that its windows have closed. */
        LATE,
        /** Cannot become a row. */
        MALFORMED
    }

    /** For messages of failures. */
    String text() {
        return new String(payload, StandardCharsets.ISO_8859_1);
    }
}
