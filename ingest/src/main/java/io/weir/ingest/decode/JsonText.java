package io.weir.ingest.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Hot path. Writes the text of one JSON object, UTF-8, whose values come from a parser: they are known to be well-formed.
 * One thread.
 */
public final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] out = new byte[256];
    private int length;
    /** Whether the next value or name is the first behind an opening bracket, or stands behind a name. */
    private boolean first = true;

    void clear() {
        length = 0;
        first = true;
        open('{');
    }

    boolean hasMembers() {
        return length > 1;
    }

    void close() {
        close('}');
    }

    byte[] bytes() {
        return out;
    }

    int length() {
        return length;
    }

    void member(byte[] prefix, byte[] bytes, int offset, int count) {
        separate();
        put('"');
        escaped(prefix, 0, prefix.length);
        escaped(bytes, offset, count);
        put('"');
        put(':');
        first = true;
    }

    /** Writes the name of a member of an object that was opened. */
    public void name(byte[] bytes, int offset, int count) {
        text(bytes, offset, count);
        put(':');
        first = true;
    }

    /** Opens an object or an array. */
    public void open(char bracket) {
        separate();
        put(bracket);
        first = true;
    }

    /** Closes an object or an array. */
    public void close(char bracket) {
        put(bracket);
        first = false;
    }

    /** Writes a text. */
    public void text(byte[] bytes, int offset, int count) {
        separate();
        put('"');
        escaped(bytes, offset, count);
        put('"');
    }

    /** Writes what is JSON already: a number, a literal, or any value as it stands in a payload. */
    public void raw(byte[] bytes, int offset, int count) {
        separate();
        reserve(count);
        System.arraycopy(bytes, offset, out, length, count);
        length += count;
    }

    /** Writes what is JSON already. */
    public void raw(String ascii) {
        separate();
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
    }

    private void separate() {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private void escaped(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            byte b = bytes[i];
            if (b == '"' || b == '\\') {
                put('\\');
                put((char) b);
            } else if (b >= 0 && b < ' ') {
                raw6(b);
            } else {
                put((char) (b & 0xff));
            }
        }
    }

    private void raw6(byte b) {
        put('\\');
        put('u');
        put('0');
        put('0');
        put((char) HEX[b >> 4]);
        put((char) HEX[b & 15]);
    }

    private void put(char c) {
        reserve(1);
        out[length++] = (byte) c;
    }

    private void reserve(int count) {
        if (out.length - length < count) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + count));
        }
    }
}
