package io.weir.ingest.decode;

import io.weir.config.TimeUnitConfig;

/**
 * Hot path. Reads the values of a binary format of objects one after the other. A container's members follow it; how
 * many, says {@link #count} or {@link #atBreak}. One thread.
 */
public interface TokenReader {
    /** What a value is. */
    enum Token {
        OBJECT("an object"),
        ARRAY("an array"),
        /** UTF-8: {@link #bytes}. */
        TEXT("a text"),
        /** {@link #integer}. */
        INTEGER("a number"),
        /** {@link #integer}, all 64 bits digits. */
        UNSIGNED("a number"),
        /** A number in decimal notation: {@link #bytes}. */
        DECIMAL("a number"),
        /** {@link #real}. */
        REAL("a number"),
        /** {@link #integer} since 1970, in {@link #unit}. */
        TIME("a time"),
        TRUE("a bool"),
        FALSE("a bool"),
        NULL("null"),
        /** {@link #bytes}. */
        BYTES("bytes"),
        /** A value that only the format knows. */
        OTHER("a value of a type of its own");

        private final String article;

        Token(String article) {
            this.article = article;
        }

        /** The token in a message: {@code an object}. */
        public String describe() {
            return article;
        }
    }

    /** The payload is not of the format. */
    final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        /** Without a stack trace: it is thrown for payloads, not for defects. */
        public Malformed(Reason reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }

        /** Why the message is a dead letter. */
        public Reason reason() {
            return reason;
        }

        /** What is wrong, never null. */
        public String detail() {
            return String.valueOf(getMessage());
        }
    }

    /** Begins a payload. */
    void start(byte[] payload, int offset, int length);

    /** Reads the next value, of a container only its head. */
    Token next() throws Malformed;

    /** How many elements or pairs the container has; -1: until {@link #atBreak}. */
    long count();

    /** Whether the container that has no count ends here; the end is then read. */
    boolean atBreak() throws Malformed;

    /** The array that a text, decimal number or bytes stand in. */
    byte[] bytes();

    /** Where they begin. */
    int from();

    /** How many there are. */
    int length();

    long integer();

    double real();

    /** Of a time. */
    default TimeUnitConfig unit() {
        return TimeUnitConfig.NS;
    }

    /** Whether the payload is read to its end. */
    boolean isAtEnd();

    /** How many bytes have been read; -1 if that is not known. */
    int consumed();

    /** Why a payload that is not of the format is a dead letter. */
    Reason invalid();
}
