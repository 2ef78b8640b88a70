package io.weir.appliance.serve;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Whether the appliance does its work.
 *
 * @param status the worst of its parts
 * @param parts per part ({@code source plant}, {@code pipeline press_1m}, {@code storage}) what is wrong with it; empty
 *     where nothing is
 */
public record Health(Status status, Map<String, String> parts) {
    /** From good to bad. */
    public enum Status {
        /** Everything works. */
        UP,
        /** Some source cannot reach its broker, or there is no space at the moment; it goes on by itself, nothing is lost. */
        DEGRADED,
        /** Storage, a source or a pipeline has failed; a restart is needed. */
        FAILED
    }

    public Health {
        parts = new LinkedHashMap<>(parts);
    }

    /** {@code {"status":"up","parts":{"source plant":"ok",…}}}. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("status", status.name().toLowerCase(java.util.Locale.ROOT));
            json.writeName("parts");
            json.writeStartObject();
            parts.forEach((part, problem) -> json.writeStringProperty(part, problem.isEmpty() ? "ok" : problem));
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }
}
