package io.weir.ingest.decode;

import io.weir.config.TimePattern;
import io.weir.model.EventTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Reads times by a pattern. Allocates for each, which the other ways to write a time do not. One thread. */
final class PatternTime {
    private static final int MAX_LENGTH = 256;

    /** Epoch nanoseconds after {@link #parse} returned true. */
    long nanos;

    private final String text;
    private final DateTimeFormatter formatter;

    PatternTime(TimePattern pattern) {
        text = pattern.text();
        formatter = pattern.formatter();
    }

    /** False if the text does not follow the pattern, or lies outside what epoch nanoseconds can hold. */
    boolean parse(byte[] bytes, int offset, int length) {
        if (length > MAX_LENGTH) {
            return false;
        }
        try {
            nanos = EventTime.ofInstant(
                    Instant.from(formatter.parse(new String(bytes, offset, length, StandardCharsets.UTF_8))));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The pattern as written. */
    String text() {
        return text;
    }
}
