package io.weir.ingest.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A format that payloads can be sampled in. */
public enum Format {
    JSON,
    CSV,
    LINE_PROTOCOL;

    /** Its name in the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all. */
    public static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Format format : values()) {
            words.add(format.word());
        }
        return words;
    }

    /** The rows of a payload by path. */
    interface Parser {
        /**
         * The rows of a payload, by path.
         *
         * @throws IllegalArgumentException if the payload is not of the format; the message says what is wrong
         */
        List<Map<List<String>, Value>> rows(String payload);
    }
}
