package io.weir.demo.plant;

import java.nio.charset.StandardCharsets;

/** Writes one flat JSON object after another into a buffer that it keeps. Names and texts must need no escapes. One thread. */
final class Json {
    private static final long HUNDREDTHS = 100;
    private final StringBuilder text = new StringBuilder(160);
    private long sentMs;

    /** When the next objects are due to be sent, epoch ms: the last member of each. Whatever their event time is. */
    void sentAt(long dueMs) {
        sentMs = dueMs;
    }

    Json open() {
        text.setLength(0);
        text.append('{');
        return this;
    }

    Json number(String name, long value) {
        name(name).append(value);
        return this;
    }

    /** With two digits after the point. */
    Json number(String name, double value) {
        long hundredths = Math.round(value * HUNDREDTHS);
        name(name)
                .append(hundredths < 0 ? "-" : "")
                .append(Math.abs(hundredths) / HUNDREDTHS)
                .append('.');
        long fraction = Math.abs(hundredths) % HUNDREDTHS;
        text.append((char) ('0' + fraction / 10)).append((char) ('0' + fraction % 10));
        return this;
    }

    Json text(String name, String value) {
        name(name).append('"').append(value).append('"');
        return this;
    }

    Json bool(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /** A value that is JSON already. */
    Json raw(String name, String json) {
        name(name).append(json);
        return this;
    }

    byte[] close() {
        number("sent", sentMs);
        return text.append('}').toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private StringBuilder name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        return text.append('"').append(name).append("\":");
    }
}
