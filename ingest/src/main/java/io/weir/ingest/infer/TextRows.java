package io.weir.ingest.infer;

import io.weir.ingest.decode.Topic;
import io.weir.ingest.decode.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A format that is text. */
interface TextRows extends PayloadRows {
    /**
     * The rows of a text, by path.
     *
     * @throws IllegalArgumentException if it is not of the format; the message says what is wrong
     */
    List<Map<List<String>, Value>> rows(String payload);

    @Override
    default List<Map<List<String>, Value>> rows(Topic topic, byte[] payload) {
        if (!Utf8.isValid(payload, 0, payload.length)) {
            throw new IllegalArgumentException("the payload is not UTF-8");
        }
        return rows(new String(payload, StandardCharsets.UTF_8));
    }
}
