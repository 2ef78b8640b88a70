package io.weir.ingest.envelope;

import java.util.Arrays;

/** A buffer that grows up to a limit. One thread. */
final class Output {
    private static final int INITIAL = 4096;

    private byte[] bytes = new byte[INITIAL];
    private int length;
    private int limit;
    private boolean exceeded;

    /** Empties it. */
    void clear(int newLimit) {
        length = 0;
        limit = newLimit;
        exceeded = false;
    }

    /** How many bytes may be written into {@link #bytes} behind {@link #length}; grown if there are none. */
    int room() {
        if (bytes.length == length && length < limit) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, 2L * length));
        }
        return Math.min(bytes.length, limit) - length;
    }

    /** Makes room for so many bytes in all, if the limit allows them. */
    boolean reserve(long total) {
        if (total > limit) {
            return false;
        }
        if (bytes.length < total) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(total, 2L * bytes.length)));
        }
        return true;
    }

    void add(int count) {
        length += count;
    }

    void exceed() {
        exceeded = true;
    }

    /** Whether there is more than the limit allows. */
    boolean isExceeded() {
        return exceeded;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int limit() {
        return limit;
    }
}
