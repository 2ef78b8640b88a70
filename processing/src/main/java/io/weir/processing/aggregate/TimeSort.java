package io.weir.processing.aggregate;

import io.weir.model.EventTime;
import io.weir.model.FieldType;

/**
 * Hot path. Values by event time, those of the same time as they came: a merge sort that costs little where they came in order.
 * Not thread-safe.
 */
final class TimeSort {
    private final FieldType type;
    private long[] times = {};
    private long[] bits = {};
    private long[] otherTimes = {};
    private long[] otherBits = {};
    private int count;

    TimeSort(FieldType type) {
        this.type = type;
    }

    /** Sorts copies of the first {@code count} elements. */
    void take(long[] unsortedTimes, long[] unsortedBits, int count) {
        this.count = count;
        if (times.length < count) {
            int length = Math.max(count, 2 * times.length);
            times = new long[length];
            bits = new long[length];
            otherTimes = new long[length];
            otherBits = new long[length];
        }
        System.arraycopy(unsortedTimes, 0, times, 0, count);
        System.arraycopy(unsortedBits, 0, bits, 0, count);
        for (int width = 1; width < count; width *= 2) {
            mergeRuns(width);
        }
    }

    private void mergeRuns(int width) {
        boolean moved = false;
        for (int from = 0; from + width < count && !moved; from += 2 * width) {
            moved = times[from + width - 1] > times[from + width];
        }
        if (!moved) {
            return;
        }
        for (int from = 0; from < count; from += 2 * width) {
            merge(from, Math.min(from + width, count), Math.min(from + 2 * width, count));
        }
        long[] sortedTimes = otherTimes;
        long[] sortedBits = otherBits;
        otherTimes = times;
        otherBits = bits;
        times = sortedTimes;
        bits = sortedBits;
    }

    private void merge(int from, int middle, int end) {
        int left = from;
        int right = middle;
        for (int to = from; to < end; to++) {
            int next = left < middle && (right == end || times[left] <= times[right]) ? left++ : right++;
            otherTimes[to] = times[next];
            otherBits[to] = bits[next];
        }
    }

    int count() {
        return count;
    }

    /** Epoch nanoseconds of value {@code i}. */
    long time(int i) {
        return times[i];
    }

    /** Value {@code i} of a column of numbers. */
    double number(int i) {
        return type == FieldType.DOUBLE ? Double.longBitsToDouble(bits[i]) : bits[i];
    }

    /** Value {@code i} as JSON; the column is not of texts. */
    String json(int i) {
        return switch (type) {
            case DOUBLE -> JsonTexts.number(number(i));
            case LONG -> Long.toString(bits[i]);
            case BOOL -> Boolean.toString(bits[i] != 0);
            case TIMESTAMP -> JsonTexts.quoted(EventTime.format(bits[i]));
            case STRING -> throw new IllegalStateException("texts have no bits");
        };
    }
}
