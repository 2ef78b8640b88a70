package io.weir.ingest.file;

import java.io.OutputStream;
import java.util.Arrays;

/** Items one behind the other; of each only the beginning is kept, and all of it counted. One thread. */
final class ItemBuffer extends OutputStream {
    private final int maxItem;
    private byte[] bytes = {};
    private int start;
    private int end;
    private long size;

    /** @param maxItem how many bytes of an item are kept */
    ItemBuffer(int maxItem) {
        this.maxItem = maxItem;
    }

    void clear() {
        start = 0;
        end = 0;
    }

    /** What is written from now on is the next item. */
    void begin() {
        start = end;
        size = 0;
    }

    /** Lets go of the item that was begun. */
    void drop() {
        end = start;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        size += length;
        int kept = Math.min(length, maxItem - (end - start));
        if (end + kept > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + kept, 2 * bytes.length));
        }
        System.arraycopy(source, offset, bytes, end, kept);
        end += kept;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the item begins. */
    int start() {
        return start;
    }

    /** Where the item ends. */
    int end() {
        return end;
    }

    /** How long the item really is. */
    long size() {
        return size;
    }
}
