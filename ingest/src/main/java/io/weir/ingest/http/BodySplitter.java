package io.weir.ingest.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Cuts a body into messages: lines, or the values of a JSON text. What a message contains is the decoder's
 * business; here only its borders are found. One thread; reused.
 */
final class BodySplitter {
    /** How a body is cut. */
    enum Shape {
        /** A message a line; blank lines are none. */
        LINES("line"),
        /** A message for each item of an array, or for each of several values one behind the other. */
        JSON("item");

        private final String place;

        Shape(String place) {
            this.place = place;
        }

        /** What a message is called in answers. */
        String place() {
            return place;
        }
    }

    /** Repetitive JSON lines come to about 50; deflate can reach 1032. */
    private static final int MAX_RATIO = 200;

    private static final int RATIO_FLOOR = 64 * 1024;
    private static final int MAX_DEPTH = 1000;

    private final int maxBytes;
    private byte[] inflated = {};
    private byte[] bytes = {};
    private int end;
    private int[] starts = new int[64];
    private int[] lengths = new int[64];
    private int[] numbers = new int[64];
    private int count;
    private int position;

    /** @param maxBytes of a decompressed body */
    BodySplitter(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Cuts a body; returns why it cannot be, or null. What was cut before is forgotten. */
    @Nullable Answer split(byte[] body, int length, boolean gzip, Shape shape) {
        count = 0;
        bytes = body;
        end = length;
        Answer refusal = gzip ? inflate(body, length) : null;
        if (refusal != null) {
            return refusal;
        }
        boolean cut = shape == Shape.LINES ? lines() : values();
        if (!cut) {
            return Answer.refused(
                    400,
                    "invalid_json",
                    "the body is no JSON array, object or sequence of objects: it breaks off or has something unexpected"
                            + " at byte " + position);
        }
        return count == 0 ? Answer.refused(400, "empty_body", "the body has no message") : null;
    }

    /** Into {@link #inflated}, which is kept for the next body unless it is large. */
    private @Nullable Answer inflate(byte[] body, int length) {
        int limit = (int) Math.min(maxBytes, Math.max(RATIO_FLOOR, (long) length * MAX_RATIO));
        int size = 0;
        if (inflated.length > 1 << 20 || inflated.length == 0) {
            inflated = new byte[RATIO_FLOOR];
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body, 0, length), 8192)) {
            while (true) {
                int n = in.read(inflated, size, inflated.length - size);
                if (n < 0) {
                    break;
                }
                size += n;
                if (size == inflated.length) {
                    if (size > limit) {
                        break;
                    }
                    inflated = Arrays.copyOf(inflated, Math.min(limit + 1, size * 2));
                }
            }
        } catch (IOException e) {
            return Answer.refused(400, "invalid_gzip", "the body is not gzip as a whole: " + e.getMessage());
        }
        if (size > limit) {
            return Answer.refused(
                    413,
                    "body_too_large",
                    limit == maxBytes
                            ? "the body has more than " + maxBytes + " bytes (max_body) once it is decompressed"
                            : "the body is compressed more than " + MAX_RATIO + " to 1; send it less compressed");
        }
        bytes = inflated;
        end = size;
        return null;
    }

    private boolean lines() {
        int number = 1;
        int start = end >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf ? 3 : 0;
        while (start < end) {
            int newline = start;
            while (newline < end && bytes[newline] != '\n') {
                newline++;
            }
            int stop = newline;
            while (stop > start && isSpace(bytes[stop - 1])) {
                stop--;
            }
            if (stop > start) {
                // Only the line's end is taken off: for some formats leading blanks mean something.
                add(start, (newline > start && bytes[newline - 1] == '\r' ? newline - 1 : newline) - start, number);
            }
            start = newline + 1;
            number++;
        }
        return true;
    }

    /** False if the borders of the values cannot be found; then {@link #position} is where. */
    private boolean values() {
        position = 0;
        skipSpace();
        if (position < end && bytes[position] == '[') {
            position++;
            return items();
        }
        int number = 1;
        while (position < end) {
            int start = position;
            if (bytes[start] != '{' || !skipValue()) {
                return false;
            }
            add(start, position - start, number++);
            skipSpace();
        }
        return true;
    }

    private boolean items() {
        skipSpace();
        int number = 1;
        boolean more = position < end && bytes[position] != ']';
        while (more) {
            int start = position;
            if (!skipValue() || position == start) {
                return false;
            }
            add(start, position - start, number++);
            skipSpace();
            more = position < end && bytes[position] == ',';
            if (more) {
                position++;
                skipSpace();
            }
        }
        if (position == end || bytes[position] != ']') {
            return false;
        }
        position++;
        skipSpace();
        return position == end;
    }

    /** Moves behind the value that begins here: to the end of its outermost bracket, or of what is no bracket. */
    private boolean skipValue() {
        int depth = 0;
        while (position < end) {
            byte b = bytes[position];
            if (b == '"') {
                if (!skipText()) {
                    return false;
                }
            } else if (b == '{' || b == '[') {
                depth++;
                position++;
            } else if (b == '}' || b == ']') {
                if (depth == 0) {
                    return true;
                }
                depth--;
                position++;
            } else if (depth == 0 && (b == ',' || isSpace(b))) {
                return true;
            } else {
                position++;
                continue;
            }
            if (depth == 0) {
                return true;
            }
            if (depth > MAX_DEPTH) {
                return false;
            }
        }
        return depth == 0;
    }

    private boolean skipText() {
        for (position++; position < end; position++) {
            if (bytes[position] == '\\') {
                position++;
            } else if (bytes[position] == '"') {
                position++;
                return true;
            }
        }
        position = end;
        return false;
    }

    private void skipSpace() {
        while (position < end && isSpace(bytes[position])) {
            position++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void add(int start, int length, int number) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
            numbers = Arrays.copyOf(numbers, count * 2);
        }
        starts[count] = start;
        lengths[count] = length;
        numbers[count++] = number;
    }

    /** How many messages there are. */
    int count() {
        return count;
    }

    /** The bytes that all messages stand in; valid until the next body. */
    byte[] bytes() {
        return bytes;
    }

    int start(int index) {
        return starts[index];
    }

    int length(int index) {
        return lengths[index];
    }

    /** The line or item that a message is, from 1. */
    int number(int index) {
        return numbers[index];
    }
}
