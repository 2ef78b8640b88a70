package io.weir.ingest.lineprotocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Hot path. Reads line protocol piece by piece, as InfluxDB's own parser does. A backslash in a measurement, key or tag
 * escapes a comma, an equals sign or a blank, and stands for itself before anything else; in a text it escapes a quote or
 * a backslash. One thread.
 */
final class LineScanner {
    /** What a field's value is. */
    enum Kind {
        TEXT,
        NUMBER,
        TRUE,
        FALSE
    }

    private static final int MAX_UNSIGNED_DIGITS = 20;

    private byte[] payload = {};
    private int position;
    private int end;
    private int line;
    private int linesInside;

    // Of the piece that was read last.
    private byte[] bytes = {};
    private int from;
    private int length;
    private Kind kind = Kind.TEXT;
    private String problem = "";
    private byte[] unescaped = new byte[256];

    void start(byte[] text, int offset, int count) {
        payload = text;
        position = offset;
        end = offset + count;
        line = 0;
        linesInside = 0;
    }

    /** Goes to the next line that is neither empty nor a comment; false at the end. */
    boolean nextLine() {
        while (true) {
            line += 1 + linesInside;
            linesInside = 0;
            int i = blanks(position);
            if (i == end) {
                return false;
            }
            if (payload[i] == '#') {
                while (i < end && payload[i] != '\n') {
                    i++;
                }
            } else if (!isLineEnd(i)) {
                position = i;
                return true;
            }
            position = behindLineEnd(i);
        }
    }

    private int blanks(int at) {
        int i = at;
        while (i < end && (payload[i] == ' ' || payload[i] == '\t')) {
            i++;
        }
        return i;
    }

    private boolean isLineEnd(int i) {
        return i == end || payload[i] == '\n' || (payload[i] == '\r' && i + 1 < end && payload[i + 1] == '\n');
    }

    private int behindLineEnd(int i) {
        return i == end ? i : payload[i] == '\r' ? i + 2 : i + 1;
    }

    boolean measurement() {
        int stop = escaped(position, false);
        if (length == 0) {
            return fail("the line begins without a measurement");
        }
        position = stop;
        return true;
    }

    /** Whether a tag follows; its comma is read. */
    boolean hasTag() {
        return comma();
    }

    /** Whether another field follows; its comma is read. */
    boolean hasField() {
        return comma();
    }

    private boolean comma() {
        boolean found = position < end && payload[position] == ',';
        position += found ? 1 : 0;
        return found;
    }

    /** Reads a key with its equals sign. */
    boolean key(String of) {
        int stop = escaped(position, true);
        if (length == 0) {
            return fail("a " + of + " has no name");
        }
        if (stop == end || payload[stop] != '=') {
            return fail("the " + of + " \"" + text() + "\" has no value");
        }
        position = stop + 1;
        return true;
    }

    boolean tagValue() {
        int stop = escaped(position, true);
        if (length == 0) {
            return fail("a tag has no value");
        }
        if (stop < end && payload[stop] == '=') {
            return fail("a tag's value has an equals sign without a backslash before it");
        }
        position = stop;
        return true;
    }

    boolean beginFields() {
        int i = blanks(position);
        if (i == position || isLineEnd(i)) {
            return fail("the line has no fields");
        }
        position = i;
        return true;
    }

    /** Reads up to a comma, a blank or a line end that has no backslash before it. */
    private int escaped(int start, boolean equalsEnds) {
        int i = start;
        boolean copied = false;
        int out = 0;
        while (!isLineEnd(i)) {
            byte b = payload[i];
            if (b == ',' || b == ' ' || b == '\t' || (b == '=' && equalsEnds)) {
                break;
            }
            if (b == '\\' && i + 1 < end && isEscapable(payload[i + 1])) {
                if (!copied) {
                    copied = true;
                    out = copy(start, i);
                }
                b = payload[++i];
            }
            if (copied) {
                unescaped[out++] = b;
            }
            i++;
        }
        piece(start, i, copied, out);
        return i;
    }

    private static boolean isEscapable(byte b) {
        return b == ',' || b == ' ' || b == '=';
    }

    private int copy(int start, int stop) {
        if (unescaped.length < end - start) {
            unescaped = Arrays.copyOf(unescaped, Math.max(end - start, 2 * unescaped.length));
        }
        System.arraycopy(payload, start, unescaped, 0, stop - start);
        return stop - start;
    }

    private void piece(int start, int stop, boolean copied, int copiedLength) {
        bytes = copied ? unescaped : payload;
        from = copied ? 0 : start;
        length = copied ? copiedLength : stop - start;
    }

    boolean fieldValue() {
        if (position < end && payload[position] == '"') {
            return string(position + 1);
        }
        int i = position;
        while (!isLineEnd(i) && payload[i] != ',' && payload[i] != ' ' && payload[i] != '\t') {
            i++;
        }
        piece(position, i, false, 0);
        position = i;
        if (length == 0) {
            return fail("a field has no value");
        }
        return isNumber()
                || isBool()
                || fail("found " + text() + ", expected a number (1.5, 12i, 3u), a bool or a" + " text in quotes");
    }

    private boolean string(int start) {
        int i = start;
        boolean copied = false;
        int out = 0;
        while (i < end && payload[i] != '"') {
            byte b = payload[i];
            if (b == '\\' && i + 1 < end && (payload[i + 1] == '"' || payload[i + 1] == '\\')) {
                if (!copied) {
                    copied = true;
                    out = copy(start, i);
                }
                b = payload[++i];
            }
            linesInside += b == '\n' ? 1 : 0;
            if (copied) {
                unescaped[out++] = b;
            }
            i++;
        }
        if (i == end) {
            return fail("the payload ends within a text");
        }
        piece(start, i, copied, out);
        kind = Kind.TEXT;
        position = i + 1;
        return true;
    }

    /** Whether the piece is a number; cuts the letter of its type off. */
    private boolean isNumber() {
        kind = Kind.NUMBER;
        byte last = bytes[from + length - 1];
        if (last != 'i' && last != 'u') {
            return isDecimal();
        }
        int first = bytes[from] == '-' && last == 'i' ? from + 1 : from;
        int stop = from + length - 1;
        for (int i = first; i < stop; i++) {
            if (!isDigit(bytes[i])) {
                return false;
            }
        }
        if (stop == first || stop - first > MAX_UNSIGNED_DIGITS) {
            return false;
        }
        length--;
        return true;
    }

    /** A decimal number; neither .5 nor 5. is one. */
    private boolean isDecimal() {
        int stop = from + length;
        int i = digits(bytes[from] == '-' || bytes[from] == '+' ? from + 1 : from, stop);
        if (i > 0 && i < stop && bytes[i] == '.') {
            i = digits(i + 1, stop);
        }
        if (i > 0 && i < stop && (bytes[i] | 0x20) == 'e') {
            boolean signed = i + 1 < stop && (bytes[i + 1] == '-' || bytes[i + 1] == '+');
            i = digits(signed ? i + 2 : i + 1, stop);
        }
        return i == stop;
    }

    /** The position behind one or more digits, or -1. */
    private int digits(int first, int stop) {
        int i = first;
        while (i < stop && isDigit(bytes[i])) {
            i++;
        }
        return i > first ? i : -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private boolean isBool() {
        if (is("t") || is("T") || is("true") || is("True") || is("TRUE")) {
            kind = Kind.TRUE;
            return true;
        }
        kind = Kind.FALSE;
        return is("f") || is("F") || is("false") || is("False") || is("FALSE");
    }

    private boolean is(String word) {
        boolean same = length == word.length();
        for (int i = 0; same && i < length; i++) {
            same = bytes[from + i] == word.charAt(i);
        }
        return same;
    }

    /** Reads what follows the fields: the timestamp, of no length if there is none, and the line end. */
    boolean timestamp() {
        int i = blanks(position);
        int first = i;
        if (i > position && i < end && payload[i] == '-') {
            i++;
        }
        while (i > position && i < end && isDigit(payload[i])) {
            i++;
        }
        int stop = blanks(i);
        if (!isLineEnd(stop) || (i == first + 1 && !isDigit(payload[first]))) {
            return fail("found something behind the fields that is no timestamp");
        }
        piece(first, i, false, 0);
        position = behindLineEnd(stop);
        return true;
    }

    private boolean fail(String what) {
        problem = what;
        return false;
    }

    private String text() {
        String whole = new String(bytes, from, Math.min(length, 64), StandardCharsets.UTF_8);
        return length > 64 ? whole + "…" : whole;
    }

    /** What is wrong, after a method returned false. */
    String problem() {
        return problem;
    }

    /** The line that is read, counted from 1. */
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

    /** What the value is, after {@link #fieldValue}. */
    Kind kind() {
        return kind;
    }
}
