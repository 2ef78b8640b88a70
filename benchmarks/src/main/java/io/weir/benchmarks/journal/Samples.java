package io.weir.benchmarks.journal;

import java.util.Arrays;
import java.util.Locale;

/** Latencies in nanoseconds, or other figures, all of them kept, so that no bucket rounds the tail. Not thread-safe. */
final class Samples {
    private long[] nanos = new long[1 << 16];
    private int size;

    void add(long latencyNanos) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = latencyNanos;
    }

    int size() {
        return size;
    }

    /** The one in the middle. */
    long median() {
        Arrays.sort(nanos, 0, size);
        return nanos[size / 2];
    }

    double mean() {
        return Arrays.stream(nanos, 0, size).average().orElse(0);
    }

    /** For example {@code p50 1.20 ms  p99 3.10 ms}. */
    String percentiles(double... percents) {
        Arrays.sort(nanos, 0, size);
        StringBuilder text = new StringBuilder();
        for (double percent : percents) {
            int rank = (int) Math.min(size - 1L, (long) Math.ceil(percent / 100 * size) - 1);
            text.append(String.format(
                    Locale.ROOT,
                    "p%s %8.3f ms  ",
                    String.format(Locale.ROOT, "%.2f", percent).replaceAll("\\.?0+$", ""),
                    nanos[Math.max(0, rank)] / 1e6));
        }
        return text.append(String.format(Locale.ROOT, "max %8.3f ms", nanos[size - 1] / 1e6))
                .toString();
    }
}
