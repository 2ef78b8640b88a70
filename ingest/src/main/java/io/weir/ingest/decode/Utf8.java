package io.weir.ingest.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hot path. UTF-8 (RFC 3629): checking bytes, and writing chars as bytes, without allocating. */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether the bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
    public static boolean isValid(byte[] bytes, int offset, int length) {
        int i = offset;
        int end = offset + length;
        while (i < end) {
            if (i <= end - Long.BYTES && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
                i += Long.BYTES;
                continue;
            }
            if (bytes[i] >= 0) {
                i++;
                continue;
            }
            int sequence = sequenceLength(bytes, i, end);
            if (sequence == 0) {
                return false;
            }
            i += sequence;
        }
        return true;
    }

    /** The length of the well-formed multi-byte sequence at {@code i}, or 0 (Unicode 15, table 3-7). */
    private static int sequenceLength(byte[] bytes, int i, int end) {
        int lead = bytes[i] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || i + length > end) {
            return 0;
        }
        int second = bytes[i + 1] & 0xff;
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        for (int k = 2; k < length; k++) {
            if ((bytes[i + k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The largest length up to {@code limit} that does not cut a character of well-formed UTF-8 in two. */
    public static int floor(byte[] bytes, int offset, int length, int limit) {
        if (length <= limit) {
            return length;
        }
        int cut = limit;
        while (cut > 0 && (bytes[offset + cut] & 0xc0) == 0x80) {
            cut--;
        }
        return cut;
    }

    /**
     * Writes chars as UTF-8; an unpaired surrogate becomes U+FFFD.
     *
     * @param target at least {@code 3 * length} bytes behind {@code position}
     * @return the position behind the last byte written
     */
    public static int encode(char[] chars, int offset, int length, byte[] target, int position) {
        int out = position;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            char c = chars[i];
            if (c < 0x80) {
                target[out++] = (byte) c;
            } else if (c < 0x800) {
                target[out++] = (byte) (0xc0 | (c >> 6));
                target[out++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(chars[i + 1])) {
                int code = Character.toCodePoint(c, chars[++i]);
                target[out++] = (byte) (0xf0 | (code >> 18));
                target[out++] = (byte) (0x80 | ((code >> 12) & 0x3f));
                target[out++] = (byte) (0x80 | ((code >> 6) & 0x3f));
                target[out++] = (byte) (0x80 | (code & 0x3f));
            } else {
                char safe = Character.isSurrogate(c) ? '\ufffd' : c;
                target[out++] = (byte) (0xe0 | (safe >> 12));
                target[out++] = (byte) (0x80 | ((safe >> 6) & 0x3f));
                target[out++] = (byte) (0x80 | (safe & 0x3f));
            }
        }
        return out;
    }
}
