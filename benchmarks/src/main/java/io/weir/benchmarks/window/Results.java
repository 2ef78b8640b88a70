package io.weir.benchmarks.window;

import java.util.ArrayList;
import java.util.List;

/**
 * What is compared of the results of a run: how many there are, how many rows they count, and a checksum that does not depend on
 * their order. Each system rounds its sums in another order: means are compared to six places, cut where no mean of fewer
 * than a million readings lies. Not thread-safe.
 */
final class Results {
    private static final double SIX_PLACES = 1e6;
    /** Temps are fiftieths: what is left of a mean is a fraction whose denominator is no multiple of a hundred. */
    private static final double CUT = 0.31;

    private long results;
    private long counted;
    private long checksum;

    /**
     * Adds a result.
     *
     * @param key the hash code of its text
     * @param startMs of its window, epoch milliseconds
     */
    void add(int key, long startMs, long count, double mean, double max) {
        results++;
        counted += count;
        long mixed = mix(key + startMs);
        mixed = mix(mixed + count);
        mixed = mix(mixed + (long) (mean * SIX_PLACES + CUT));
        checksum += mix(mixed + (long) (max * SIX_PLACES + CUT));
    }

    private static long mix(long word) {
        long mixed = (word ^ (word >>> 31)) * 0x9e3779b97f4a7c15L;
        return mixed ^ (mixed >>> 29);
    }

    /** How many rows the results count. */
    long counted() {
        return counted;
    }

    /** The results of windows of so many seconds, by one, over so many readings, computed plainly. */
    static Results expected(long rows, int seconds) {
        List<Second> all = new ArrayList<>();
        long perSecond = Readings.SECOND_NANOS / Readings.STEP_NANOS;
        for (long first = 0; first < rows; first += perSecond) {
            all.add(Second.of(first, Math.min(rows, first + perSecond)));
        }
        Results expected = new Results();
        for (int start = 1 - seconds; start < all.size(); start++) {
            List<Second> window = all.subList(Math.max(start, 0), Math.min(start + seconds, all.size()));
            for (int key = 0; key < Readings.KEYS; key++) {
                expected.add(window, Readings.timeMs(start * perSecond), key);
            }
        }
        return expected;
    }

    private void add(List<Second> window, long startMs, int key) {
        long count = 0;
        double sum = 0;
        double max = 0;
        for (Second second : window) {
            count += second.counts[key];
            sum += second.sums[key];
            max = Math.max(max, second.maxima[key]);
        }
        if (count > 0) {
            add(Readings.name(key).hashCode(), startMs, count, sum / count, max);
        }
    }

    /** What the readings of a second are, by key. */
    private static final class Second {
        final long[] counts = new long[Readings.KEYS];
        final double[] sums = new double[Readings.KEYS];
        final double[] maxima = new double[Readings.KEYS];

        static Second of(long first, long end) {
            Second second = new Second();
            for (long n = first; n < end; n++) {
                double temp = Readings.temp(n);
                if (temp < Readings.TOO_HOT) {
                    int key = Readings.key(n);
                    second.counts[key]++;
                    second.sums[key] += temp;
                    second.maxima[key] = Math.max(second.maxima[key], temp);
                }
            }
            return second;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Results that
                && results == that.results
                && counted == that.counted
                && checksum == that.checksum;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(checksum);
    }

    @Override
    public String toString() {
        return results + " results of " + counted + " rows, checksum " + Long.toHexString(checksum);
    }
}
