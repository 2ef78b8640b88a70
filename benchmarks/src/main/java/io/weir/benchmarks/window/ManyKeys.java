package io.weir.benchmarks.window;

import io.weir.config.PipelineConfig;
import io.weir.model.RowBatch;
import io.weir.processing.Pipeline;
import java.time.Duration;
import java.util.Locale;

/** A window of many keys: what each costs, how long a snapshot and a restore take, and how long its end. */
final class ManyKeys {
    private static final int KEYS = Integer.getInteger("keys", 1_000_000);
    private static final String WINDOW = "{ type: tumbling, size: 1d }";
    private static final int MAX_KEYS = Math.max(KEYS, PipelineConfig.DEFAULT_MAX_KEYS);

    private ManyKeys() {}

    static void measure() {
        System.out.printf(Locale.ROOT, "%,d keys in one window%n", KEYS);
        measure("n: count()");
        measure("n: count()", "avg: avg(temp)", "max: max(temp)");
        measure("n: count()", "avg: avg(temp)", "max: max(temp)", "dev: stddev(temp)");
    }

    private static void measure(String... aggregates) {
        Pipeline pipeline = WeirWindows.pipeline(WINDOW, MAX_KEYS, aggregates);
        long before = usedBytes();
        fill(pipeline);
        long used = usedBytes() - before;
        long start = System.nanoTime();
        byte[] snapshot = pipeline.snapshot();
        double snapshotSeconds = (System.nanoTime() - start) / 1e9;
        Pipeline restored = WeirWindows.pipeline(WINDOW, MAX_KEYS, aggregates);
        start = System.nanoTime();
        restored.restore(snapshot);
        double restoreSeconds = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        WeirWindows.advance(restored, Readings.START + Duration.ofDays(3).toNanos(), results -> {});
        double emitSeconds = (System.nanoTime() - start) / 1e9;
        if (restored.stats().rowsOut() != KEYS) {
            throw new IllegalStateException(restored.stats() + " of " + KEYS + " keys");
        }
        System.out.printf(
                Locale.ROOT,
                "%-60s %4d bytes of heap and %3d of snapshot a key; snapshot %.2f s, restore %.2f s, results %.2f s%n",
                String.join(", ", aggregates),
                used / KEYS,
                snapshot.length / KEYS,
                snapshotSeconds,
                restoreSeconds,
                emitSeconds);
    }

    private static void fill(Pipeline pipeline) {
        RowBatch batch = new RowBatch(WeirWindows.schema(), 512);
        for (int key = 0; key < KEYS; ) {
            batch.clear();
            int partition = batch.partitions().intern("plant");
            for (int i = 0; i < 512 && key < KEYS; i++, key++) {
                batch.startRow(Readings.START, 0, batch.dictionary().intern("press-" + key), partition);
                batch.setDouble(0, Readings.temp(key) % 100);
                batch.commitRow();
            }
            pipeline.accept(batch, results -> {});
        }
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
