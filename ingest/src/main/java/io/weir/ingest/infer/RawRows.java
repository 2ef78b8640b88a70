package io.weir.ingest.infer;

import java.util.List;
import java.util.Map;

/** Payloads that are one value. */
final class RawRows implements TextRows {
    static final String MEMBER = "value";

    private final boolean texts;

    /** @param texts whether a text is a value too, or only what is plainly a number or bool */
    RawRows(boolean texts) {
        this.texts = texts;
    }

    @Override
    public List<Map<List<String>, Value>> rows(String payload) {
        Value value = Value.guessed(payload.strip());
        if (!texts && (value.kind() == Value.Kind.TEXT || value.kind() == Value.Kind.NULL)) {
            throw new IllegalArgumentException("found a text, no number");
        }
        return List.of(Map.of(List.of(MEMBER), value));
    }

    @Override
    public String decode() {
        return "raw";
    }

    @Override
    public Origin origin() {
        return Origin.TOPIC;
    }
}
