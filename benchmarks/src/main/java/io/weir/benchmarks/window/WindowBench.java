package io.weir.benchmarks.window;

import com.sun.management.OperatingSystemMXBean;
import io.weir.brokers.KafkaBroker;
import io.weir.brokers.KafkaTuning;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Windows by key over the same rows in Weir and other systems, each in a process of its own; they take turns, and what is printed
 * are medians. Then the end of a window of many keys, and the state of very many.
 */
public final class WindowBench {
    private static final long ROWS = Long.getLong("rows", 10_000_000);
    private static final long KAFKA_ROWS = Long.getLong("kafka_rows", 2_000_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    /** How the line of a child begins. */
    private static final String RESULT = "result ";

    private static final List<String> SECTIONS = List.of("memory", "kafka", "ends", "state");
    /** Settings that a child needs, too. */
    private static final List<String> SETTINGS = List.of("keys", "windows", "warm_up_windows", "dir", "kafka");
    /** What Hazelcast asks for. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.nio",
            "java.base/sun.nio.ch",
            "java.base/java.util",
            "java.management/sun.management",
            "jdk.management/com.sun.management.internal");

    private WindowBench() {}

    /** {@code [memory|kafka|ends|state]…}: all of them without an argument. A child is asked to {@code run NAME ROWS}. */
    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals("run")) {
            run(args[1], Long.parseLong(args[2]));
            System.exit(0); // Hazelcast has threads of its own
        }
        for (String section : args.length == 0 ? SECTIONS : Arrays.asList(args)) {
            switch (section) {
                case "memory" -> compare(Contestant.ALONE, ROWS);
                case "kafka" -> kafka();
                case "ends", "state" -> child(section, 0).forEach(System.out::println);
                default -> throw new IllegalArgumentException(SECTIONS + ", not " + section);
            }
        }
    }

    private static void run(String name, long rows) throws Exception {
        switch (name) {
            case "ends" -> WindowEnds.measure();
            case "state" -> ManyKeys.measure();
            default -> measure(Contestant.of(name, rows), rows);
        }
    }

    /** One run after two for the compiler, of half as many rows: each ends hundreds of windows. */
    private static void measure(Contestant contestant, long rows) throws Exception {
        check(contestant, contestant.run(rows / 2), rows / 2);
        check(contestant, contestant.run(rows / 2), rows / 2);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        Results results = contestant.run(rows);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (cpuNanos() - cpu) / 1e9;
        check(contestant, results, rows);
        System.out.println(RESULT + rows / seconds / 1e6 + " " + cpuSeconds / (rows / 1e6));
    }

    private static void check(Contestant contestant, Results results, long rows) {
        Results expected = contestant.expected(rows);
        if (!results.equals(expected)) {
            throw new IllegalStateException(results + ", not " + expected);
        }
    }

    private static void kafka() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("weir-windows");
        try (KafkaBroker broker = KafkaBroker.start(directory, KafkaTuning.STEADY)) {
            KafkaReadings.write(broker, KAFKA_ROWS / 2);
            KafkaReadings.write(broker, KAFKA_ROWS);
            System.setProperty("kafka", broker.bootstrapServers());
            compare(Contestant.WITH_KAFKA, KAFKA_ROWS);
        }
    }

    private static void compare(List<String> contestants, long rows) throws IOException, InterruptedException {
        Map<String, List<double[]>> results = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String contestant : contestants) {
                String line = child(contestant, rows).stream()
                        .filter(it -> it.startsWith(RESULT))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(contestant + " gave no result"));
                String[] words = line.split(" ", -1);
                results.computeIfAbsent(contestant, any -> new ArrayList<>())
                        .add(new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])});
            }
        }
        System.out.printf(Locale.ROOT, "%,d rows of %,d keys, %d rounds, medians%n", rows, Readings.KEYS, ROUNDS);
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

    private static List<String> child(String name, long rows) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(weirOptions());
        command.addAll(List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"));
        SETTINGS.stream()
                .filter(it -> System.getProperty(it) != null)
                .forEach(it -> command.add("-D" + it + "=" + System.getProperty(it)));
        OPENED.forEach(opened -> command.addAll(List.of("--add-opens", opened + "=ALL-UNNAMED")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WindowBench.class.getName()));
        command.addAll(List.of("run", name, Long.toString(rows)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(name + " ended with " + process.exitValue());
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
}
