package io.weir.ingest.csv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Cuts CSV into records and values.
 *
 * <pre>
 *   record = value *( delimiter value ) ( LF / CRLF / end )
 *   value  = *any-but-delimiter-quote-CR-LF / quote *( any-but-quote / quote quote ) quote
 * </pre>
 *
 * One thread.
 */
final class CsvScanner {
    private final byte delimiter;
    private final boolean trim;
    private byte[] payload = {};
    private int position;
    private int end;
    private int line;
    /** Line ends within quotes of the record that is read. */
    private int linesInside;

    // Of the last value.
    private byte[] bytes = {};
    private int from;
    private int length;
    private boolean quoted;
    private @Nullable String problem;
    private byte[] unescaped = new byte[256];

    CsvScanner(byte delimiter, boolean trim) {
        this.delimiter = delimiter;
        this.trim = trim;
    }

    void start(byte[] text, int offset, int count) {
        payload = text;
        position = offset;
        end = offset + count;
        line = 1;
        linesInside = 0;
        problem = null;
    }

    /** Goes to the next record that is not an empty line; false at the end. */
    boolean nextRecord() {
        line += linesInside;
        linesInside = 0;
        while (position < end) {
            int lineEnd = lineEnd(position);
            if (lineEnd == position) {
                return true;
            }
            position = lineEnd;
            line++;
        }
        return false;
    }

    /** The position behind a line end that stands at {@code i}, or {@code i} if none does. */
    private int lineEnd(int i) {
        if (payload[i] == '\n') {
            return i + 1;
        }
        return payload[i] == '\r' && i + 1 < end && payload[i + 1] == '\n' ? i + 2 : i;
    }

    /**
     * Reads a value; whether another follows in the record. Must be followed by {@link #nextRecord} where none does. See
     * {@link #problem}.
     */
    boolean nextValue() {
        int i = position;
        if (trim) {
            i = blanks(i);
        }
        quoted = i < end && payload[i] == '"';
        return quoted ? quotedValue(i + 1) : plainValue(i);
    }

    private int blanks(int at) {
        int i = at;
        while (i < end && (payload[i] == ' ' || payload[i] == '\t') && payload[i] != delimiter) {
            i++;
        }
        return i;
    }

    private boolean plainValue(int start) {
        int i = start;
        while (i < end) {
            byte b = payload[i];
            if (b == delimiter || b == '\n' || b == '\r') {
                break;
            }
            if (b == '"') {
                return problem("a quote stands within a value that does not begin with one");
            }
            i++;
        }
        bytes = payload;
        from = start;
        length = i - start;
        while (trim && length > 0 && (payload[from + length - 1] == ' ' || payload[from + length - 1] == '\t')) {
            length--;
        }
        return behindValue(i);
    }

    private boolean quotedValue(int start) {
        bytes = payload;
        from = start;
        boolean copied = false;
        int out = 0;
        int i = start;
        while (true) {
            if (i == end) {
                return problem("the payload ends within quotes");
            }
            byte b = payload[i];
            if (b == '"') {
                if (i + 1 == end || payload[i + 1] != '"') {
                    break;
                }
                if (!copied) {
                    copied = true;
                    out = i - start;
                    reserve(end - start);
                    System.arraycopy(payload, start, unescaped, 0, out);
                }
                i++;
            }
            linesInside += b == '\n' ? 1 : 0;
            if (copied) {
                unescaped[out++] = b;
            }
            i++;
        }
        length = copied ? out : i - start;
        if (copied) {
            bytes = unescaped;
            from = 0;
        }
        return behindValue(trim ? blanks(i + 1) : i + 1);
    }

    private void reserve(int count) {
        if (unescaped.length < count) {
            unescaped = Arrays.copyOf(unescaped, Math.max(count, 2 * unescaped.length));
        }
    }

    private boolean behindValue(int i) {
        if (i == end) {
            position = i;
            return false;
        }
        if (payload[i] == delimiter) {
            position = i + 1;
            return true;
        }
        int next = lineEnd(i);
        if (next == i) {
            return problem(
                    payload[i] == '\r'
                            ? "a carriage return without a line feed behind it"
                            : "something follows the quote that ends a value");
        }
        position = next;
        linesInside++;
        return false;
    }

    private boolean problem(String what) {
        problem = what;
        return false;
    }

    /** What is wrong with the value, or null. */
    @Nullable String problem() {
        return problem;
    }

    /** Goes on at a position that is the beginning of a line. */
    void skipTo(int next) {
        for (int i = position; i < next; i++) {
            linesInside += payload[i] == '\n' ? 1 : 0;
        }
        position = next;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    /** The line on which the record begins, counted from 1. */
    int line() {
        return line;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int length() {
        return length;
    }

    boolean isQuoted() {
        return quoted;
    }
}
