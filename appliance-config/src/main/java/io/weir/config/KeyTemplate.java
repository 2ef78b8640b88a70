package io.weir.config;

import java.util.List;

/**
 * How a row's key is put together, for example {@code "{topic.1}"}, {@code "$.device"} or {@code "{topic.0}-{$.device}"}.
 *
 * @param text as written
 * @param parts in order, at least one
 */
public record KeyTemplate(String text, List<Part> parts) {
    /** One piece of a key. */
    public sealed interface Part {
        /** Fixed text. */
        record Literal(String text) implements Part {}

        /** A value from the message. */
        record Value(ValueOrigin origin) implements Part {}
    }

    public KeyTemplate {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a key template needs at least one part");
        }
    }
}
