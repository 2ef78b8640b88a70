package io.weir.processing.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Hot path. Texts with times, in the order of these, in one array of bytes, in which those that have been taken out leave gaps
 * until it is full. Not thread-safe.
 */
final class TextList {
    private static final int STEP = 8;
    private static final int KEPT_TEXTS = 64;
    private static final int KEPT_BYTES = 1024;

    private long[] times = new long[STEP];
    private int[] offsets = new int[STEP];
    private int[] lengths = new int[STEP];
    private int size;

    private byte[] array = new byte[STEP * STEP];
    /** Where the next text is put. */
    private int end;
    /** Of the texts that are here. */
    private int bytes;

    int size() {
        return size;
    }

    /** How many bytes all texts have together. */
    int bytes() {
        return bytes;
    }

    /** Epoch nanoseconds of text {@code i}. */
    long time(int i) {
        return times[i];
    }

    /** Holds the UTF-8 of every text. */
    byte[] array() {
        return array;
    }

    /** Where text {@code i} begins in {@link #array}. */
    int offset(int i) {
        return offsets[i];
    }

    /** How many bytes text {@code i} has. */
    int length(int i) {
        return lengths[i];
    }

    String text(int i) {
        return new String(array, offsets[i], lengths[i], StandardCharsets.UTF_8);
    }

    /** Whether it is not worth keeping for another owner. */
    boolean isLarge() {
        return times.length > KEPT_TEXTS || array.length > KEPT_BYTES;
    }

    /** Puts a text behind all whose times are not later. Its bytes are copied, and must not be this list's. */
    void insert(long time, byte[] source, int offset, int length) {
        ensureRoom(length);
        int at = size;
        while (at > 0 && times[at - 1] > time) {
            times[at] = times[at - 1];
            offsets[at] = offsets[at - 1];
            lengths[at] = lengths[at - 1];
            at--;
        }
        System.arraycopy(source, offset, array, end, length);
        times[at] = time;
        offsets[at] = end;
        lengths[at] = length;
        size++;
        end += length;
        bytes += length;
    }

    private void ensureRoom(int length) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            offsets = Arrays.copyOf(offsets, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        if (end + length > array.length) {
            // At least as much again before the next time.
            closeGaps(2 * (bytes + length));
        }
    }

    private void closeGaps(int room) {
        byte[] packed = new byte[Math.max(room, array.length)];
        int to = 0;
        for (int i = 0; i < size; i++) {
            System.arraycopy(array, offsets[i], packed, to, lengths[i]);
            offsets[i] = to;
            to += lengths[i];
        }
        array = packed;
        end = to;
    }

    /** Takes the latest text out. */
    void removeLast() {
        size--;
        bytes -= lengths[size];
        if (offsets[size] + lengths[size] == end) {
            end = offsets[size];
        }
    }

    void clear() {
        size = 0;
        end = 0;
        bytes = 0;
    }
}
