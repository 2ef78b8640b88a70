package io.weir.benchmarks.window;

import com.sun.management.OperatingSystemMXBean;
import io.weir.config.PipelineConfig;
import io.weir.model.RowBatch;
import io.weir.processing.Pipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Windows by key over the same rows in Weir, Hazelcast Jet and Apache Flink, each in a process of its own; they take turns, and
 * what is printed are medians. Then the state of many keys.
 */
public final class WindowBench {
    private static final long ROWS = Long.getLong("rows", 10_000_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int KEYS = Integer.getInteger("keys", 1_000_000);
    private static final List<String> CONTESTANTS = List.of("weir", "weir-p99", "weir-hopping", "jet", "flink");
    /** What Hazelcast asks for. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.nio",
            "java.base/sun.nio.ch",
            "java.base/java.util",
            "java.management/sun.management",
            "jdk.management/com.sun.management.internal");

    private WindowBench() {}

    /** No argument: everything; {@code state}: only the state of many keys; otherwise one run of the contestant of that name. */
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            compare();
            child("state").forEach(System.out::println);
        } else if (args[0].equals("state")) {
            state();
        } else {
            run(args[0]);
        }
        System.exit(0); // Hazelcast has threads of its own
    }

    private static void compare() throws IOException, InterruptedException {
        Map<String, List<double[]>> results = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String contestant : CONTESTANTS) {
                String line = child(contestant).stream()
                        .filter(it -> it.startsWith("result "))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(contestant + " gave no result"));
                String[] words = line.split(" ", -1);
                results.computeIfAbsent(contestant, any -> new ArrayList<>())
                        .add(new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])});
            }
        }
        System.out.printf(Locale.ROOT, "%,d rows of %,d keys, %d rounds, medians%n", ROWS, Readings.KEYS, ROUNDS);
        System.out.printf("%-14s %16s %16s%n", "", "million rows/s", "CPU s/million");
        results.forEach((contestant, runs) ->
                System.out.printf(Locale.ROOT, "%-14s %16.2f %16.3f%n", contestant, median(runs, 0), median(runs, 1)));
    }

    private static double median(List<double[]> runs, int value) {
        return runs.stream()
                .map(run -> run[value])
                .sorted(Comparator.naturalOrder())
                .toList()
                .get(runs.size() / 2);
    }

    private static List<String> child(String contestant) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(weirOptions());
        command.addAll(List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", "-Drows=" + ROWS, "-Dkeys=" + KEYS));
        OPENED.forEach(opened -> command.addAll(List.of("--add-opens", opened + "=ALL-UNNAMED")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WindowBench.class.getName(), contestant));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(contestant + " ended with " + process.exitValue());
        }
        return lines;
    }

    /** What Chronicle Queue needs. */
    private static List<String> weirOptions() {
        List<String> options = new ArrayList<>(List.of("@appliance/src/main/dist/jvm.options"));
        if (Runtime.version().feature() >= 24) {
            options.add("@appliance/src/main/dist/jvm-24.options");
        }
        return options;
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void run(String name) throws Exception {
        Contestant contestant = Contestant.of(name, ROWS);
        // Two runs for the compiler; the source ends hundreds of windows in each.
        check(name, contestant.run(ROWS / 2), ROWS / 2);
        check(name, contestant.run(ROWS / 2), ROWS / 2);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        check(name, contestant.run(ROWS), ROWS);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (cpuNanos() - cpu) / 1e9;
        System.out.println("result " + ROWS / seconds / 1e6 + " " + cpuSeconds / (ROWS / 1e6));
    }

    private static void check(String name, long counted, long rows) {
        if (counted != Readings.passing(rows)) {
            throw new IllegalStateException(name + " counted " + counted + " of " + Readings.passing(rows) + " rows");
        }
    }

    /** A window of many keys: what each costs, how long a snapshot and a restore take, and how long its end. */
    private static void state() {
        System.out.printf(Locale.ROOT, "%,d keys in one window%n", KEYS);
        for (String[] aggregates : new String[][] {
            {"n: count()"},
            {"n: count()", "avg: avg(temp)", "max: max(temp)"},
            {"n: count()", "avg: avg(temp)", "max: max(temp)", "dev: stddev(temp)"},
        }) {
            state(aggregates);
        }
    }

    private static void state(String... aggregates) {
        int maxKeys = Math.max(KEYS, PipelineConfig.DEFAULT_MAX_KEYS);
        String window = "{ type: tumbling, size: 1d }";
        Pipeline pipeline = WeirWindows.pipeline(window, maxKeys, aggregates);
        long before = usedBytes();
        fill(pipeline);
        long used = usedBytes() - before;
        long start = System.nanoTime();
        byte[] snapshot = pipeline.snapshot();
        double snapshotSeconds = (System.nanoTime() - start) / 1e9;
        Pipeline restored = WeirWindows.pipeline(window, maxKeys, aggregates);
        start = System.nanoTime();
        restored.restore(snapshot);
        double restoreSeconds = (System.nanoTime() - start) / 1e9;
        RowBatch end = new RowBatch(WeirWindows.schema(), 1);
        end.setWatermarkAdvance(Readings.START + Duration.ofDays(3).toNanos());
        start = System.nanoTime();
        restored.accept(end, results -> {});
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
