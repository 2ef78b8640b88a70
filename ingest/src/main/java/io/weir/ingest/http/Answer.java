package io.weir.ingest.http;

import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a request is answered.
 *
 * @param reason the word that a refusal is counted under; null if it is none
 * @param json the body
 * @param retryAfterSeconds when to try again; 0: no word about that
 * @param close whether the connection ends with it
 */
record Answer(int status, @Nullable String reason, String json, int retryAfterSeconds, boolean close) {
    /** How many rejected messages an answer names. */
    static final int MAX_REJECTED = 100;

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * A message that became a dead letter.
     *
     * @param place {@code line} or {@code item}
     * @param number of the line or item, from 1
     * @param reason the dead letter's word
     */
    record Rejected(String place, int number, String reason, String detail) {}

    /**
     * The messages are in the journal.
     *
     * @param rejectedCount how many of them as dead letters
     * @param rejected the first of those
     */
    static Answer accepted(int accepted, int rejectedCount, List<Rejected> rejected) {
        String json = write(out -> {
            out.writeNumberProperty("accepted", accepted);
            if (rejectedCount > 0) {
                out.writeNumberProperty("rejected_count", rejectedCount);
                out.writeArrayPropertyStart("rejected");
                for (Rejected message : rejected) {
                    out.writeStartObject();
                    out.writeNumberProperty(message.place(), message.number());
                    out.writeStringProperty("reason", message.reason());
                    out.writeStringProperty("detail", message.detail());
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
        });
        return new Answer(202, null, json, 0, false);
    }

    /** Nothing of the request was taken. */
    static Answer refused(int status, String reason, String detail) {
        return new Answer(status, reason, error(reason, detail), 0, false);
    }

    /** Nothing of the request was taken, but the same request may succeed later. */
    static Answer later(int status, String reason, String detail) {
        return new Answer(status, reason, error(reason, detail), 1, false);
    }

    private static String error(String reason, String detail) {
        return write(out -> {
            out.writeStringProperty("error", reason);
            out.writeStringProperty("detail", detail);
        });
    }

    private static String write(Consumer<JsonGenerator> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            members.accept(out);
            out.writeEndObject();
        }
        return text.append('\n').toString();
    }

    /** The same, after which the connection is closed. */
    Answer closing() {
        return new Answer(status, reason, json, retryAfterSeconds, true);
    }
}
