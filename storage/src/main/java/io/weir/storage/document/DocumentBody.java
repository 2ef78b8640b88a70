package io.weir.storage.document;

import org.jspecify.annotations.Nullable;

/**
 * Hot path. A reader over the body of a document that never steps outside of it: every read is announced with
 * {@link #take} first. Reused; not thread-safe.
 */
final class DocumentBody {
    private byte[] bytes = {};
    private int pos;
    private int end;

    void reset(byte[] document, int length) {
        bytes = document;
        pos = DocumentHeader.BYTES;
        end = length;
    }

    byte[] bytes() {
        return bytes;
    }

    int remaining() {
        return end - pos;
    }

    /**
     * Moves on by {@code count} bytes.
     *
     * @param what names them in the exception
     * @return where they begin
     */
    int take(long count, String what) throws DocumentException {
        if (count < 0 || count > end - pos) {
            throw new DocumentException(what + " of " + count + " bytes where " + (end - pos) + " are left");
        }
        int start = pos;
        pos += (int) count;
        return start;
    }

    int takeShort(String what) throws DocumentException {
        return LittleEndian.getShort(bytes, take(2, what));
    }

    int takeInt(String what) throws DocumentException {
        return LittleEndian.getInt(bytes, take(4, what));
    }

    long takeLong(String what) throws DocumentException {
        return LittleEndian.getLong(bytes, take(8, what));
    }

    /** A text of {@code length} bytes in UTF-8. */
    String takeText(int length, NameCache names, String what) throws DocumentException {
        return names.text(bytes, take(length, what), length);
    }

    void expectEnd() throws DocumentException {
        if (pos != end) {
            throw new DocumentException((end - pos) + " bytes behind its end");
        }
    }

    static void check(boolean sound, String what, long value) throws DocumentException {
        if (!sound) {
            throw new DocumentException(what + " is " + value);
        }
    }

    static <T> T known(@Nullable T value, String what, int code) throws DocumentException {
        if (value == null) {
            throw new DocumentException(what + " is " + code + ", which is unknown");
        }
        return value;
    }
}
