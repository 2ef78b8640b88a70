package io.weir.benchmarks.window;

import io.weir.config.PipelineConfig;
import io.weir.model.RowBatch;
import io.weir.processing.Pipeline;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** For how long the end of a window of many keys keeps a pipeline from its other windows. */
final class WindowEnds {
    private static final int KEYS = 100_000;
    private static final int WARM_UP = Integer.getInteger("warm_up_windows", 100);
    private static final int WINDOWS = Integer.getInteger("windows", 300);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BATCH = 500;
    /** Without common divisors with the keys: in each window the keys come in another order. */
    private static final int[] STRIDES = {1, 7919, 31, 99_991, 3, 50_021};

    private final Pipeline pipeline = WeirWindows.pipeline(
            "{ type: tumbling, size: 1s }",
            Math.max(KEYS, PipelineConfig.DEFAULT_MAX_KEYS),
            "n: count()",
            "avg: avg(temp)",
            "max: max(temp)");
    private final RowBatch batch = new RowBatch(WeirWindows.schema(), BATCH);
    private final byte[][] names = new byte[KEYS][];
    private long results;

    private WindowEnds() {
        for (int key = 0; key < KEYS; key++) {
            names[key] = ("press-" + key).getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Each window has one row of each key, in batches of 500. The first batch of a window ends the one before: measured is the
     * call that takes it, by the clock and by the thread's own time, which others on the machine do not lengthen.
     */
    static void measure() {
        WindowEnds ends = new WindowEnds();
        double[] clock = new double[WINDOWS];
        double[] cpu = new double[WINDOWS];
        for (int window = 0; window < WARM_UP + WINDOWS; window++) {
            ends.fill(window, 0);
            long cpuStart = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            ends.take();
            long nanos = System.nanoTime() - start;
            long cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuStart;
            if (window >= WARM_UP) {
                clock[window - WARM_UP] = nanos / 1e6;
                cpu[window - WARM_UP] = cpuNanos / 1e6;
            }
            for (int first = BATCH; first < KEYS; first += BATCH) {
                ends.fill(window, first);
                ends.take();
            }
        }
        long expected = (WARM_UP + WINDOWS - 1L) * KEYS;
        if (ends.results != expected) {
            throw new IllegalStateException(ends.results + " results, not " + expected);
        }
        System.out.printf(
                Locale.ROOT, "the end of a window of %,d keys with count, avg and max, %d windows%n", KEYS, WINDOWS);
        print("by the clock", clock);
        print("CPU of the thread", cpu);
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-20s median %6.2f ms, p99 %6.2f, max %6.2f%n",
                what,
                millis[WINDOWS / 2],
                millis[(int) (WINDOWS * 0.99)],
                millis[WINDOWS - 1]);
    }

    private void fill(int window, int first) {
        batch.clear();
        int partition = batch.partitions().intern("plant");
        long stride = STRIDES[window % STRIDES.length];
        for (int n = first; n < first + BATCH; n++) {
            int key = (int) (n * stride % KEYS);
            long time = Readings.START + window * Readings.SECOND_NANOS + n * (Readings.SECOND_NANOS / KEYS);
            byte[] name = names[key];
            batch.startRow(time, time + 1000, batch.dictionary().intern(name, 0, name.length), partition);
            batch.setDouble(0, Readings.temp(key) % 100);
            batch.commitRow();
        }
    }

    private void take() {
        pipeline.accept(batch, rows -> results += rows.rowCount());
    }
}
