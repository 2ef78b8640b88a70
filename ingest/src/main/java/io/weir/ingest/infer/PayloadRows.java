package io.weir.ingest.infer;

import io.weir.ingest.decode.Topic;
import java.util.List;
import java.util.Map;

/** Reads payloads of one format, to see what stands in them. One thread. */
interface PayloadRows {
    /** Where rows of the format can have their key and time from. */
    enum Origin {
        /** Members of the payload, or the topic. */
        PAYLOAD,
        /** The topic, and the moment of arrival. */
        TOPIC,
        /** The format itself: a stream names neither. */
        FORMAT
    }

    /**
     * The rows of a payload, by path.
     *
     * @throws IllegalArgumentException if the payload is not of the format; the message says what is wrong
     */
    List<Map<List<String>, Value>> rows(Topic topic, byte[] payload);

    /** The format as {@code decode} takes it in a stream's definition. */
    String decode();

    /** What can be key and time. */
    default Origin origin() {
        return Origin.PAYLOAD;
    }
}
