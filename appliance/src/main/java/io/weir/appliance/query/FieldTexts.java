package io.weir.appliance.query;

import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;

/** Values as UTF-8. */
final class FieldTexts {
    private FieldTexts() {}

    /** A value that is not null; one that was no text when it was written as {@code weir replay} would print it. */
    static byte[] utf8(RowBatch batch, int field, int row, WordCache words) {
        return switch (batch.type(field)) {
            case STRING -> words.get(batch.strings(field)[row]);
            case DOUBLE -> bytes(Double.toString(batch.doubles(field)[row]));
            case LONG -> bytes(Long.toString(batch.longs(field)[row]));
            case BOOL -> bytes(Boolean.toString(batch.longs(field)[row] != 0));
            case TIMESTAMP -> bytes(EventTime.format(batch.longs(field)[row]));
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
