package io.weir.benchmarks.decode;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How many payloads of 150 bytes and seven fields one thread decodes a second. All in turn, round after round; the first
 * rounds warm up; medians. Each must find the same numbers and texts.
 */
public final class DecodeBench {
    private static final int ROUNDS = Integer.getInteger("rounds", 13);
    private static final int WARM_UP = 4;
    private static final int PAYLOADS = 8192;
    private static final int MESSAGES = Integer.getInteger("messages", 2_000_000);

    private record Figure(double nanos, double cpuNanos, double bytes) {}

    private DecodeBench() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        byte[][] payloads = new byte[PAYLOADS][];
        long bytes = 0;
        for (int i = 0; i < PAYLOADS; i++) {
            payloads[i] = Reading.json(i).getBytes(StandardCharsets.US_ASCII);
            bytes += payloads[i].length;
        }
        System.out.printf(
                Locale.ROOT,
                "%d processors, Java %s; %,d payloads of %d bytes a round, medians of %d rounds%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                MESSAGES,
                bytes / PAYLOADS,
                ROUNDS - WARM_UP);
        List<Contestant> contestants = new ArrayList<>(
                List.of(new WeirDecoder(), new JacksonDecoder(), new Fastjson2Decoder(), new DslJsonDecoder()));
        if (Runtime.version().feature() >= 24) {
            contestants.add(simdjson());
        }
        Map<Contestant, List<Figure>> figures = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Contestant contestant : contestants) {
                Figure figure = measure(contestant, payloads);
                if (round >= WARM_UP) {
                    figures.computeIfAbsent(contestant, it -> new ArrayList<>()).add(figure);
                }
            }
        }
        check(contestants);
        System.out.printf("  %-28s %12s %8s %9s %10s%n", "", "M messages/s", "ns", "CPU ns", "B alloc");
        figures.forEach((contestant, list) -> System.out.printf(
                Locale.ROOT,
                "  %-28s %12.2f %8.1f %9.1f %10.2f%n",
                contestant.name(),
                1e3 / median(list, Figure::nanos),
                median(list, Figure::nanos),
                median(list, Figure::cpuNanos),
                median(list, Figure::bytes)));
    }

    /** Its class is there where this was built with Java 24 or later. */
    private static Contestant simdjson() throws ReflectiveOperationException {
        return Class.forName("io.weir.benchmarks.decode.SimdjsonDecoder")
                .asSubclass(Contestant.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    private static Figure measure(Contestant contestant, byte[][] payloads) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        for (int i = 0; i < MESSAGES; i++) {
            contestant.decode(payloads[i & (PAYLOADS - 1)]);
        }
        double nanos = System.nanoTime() - start;
        double cpuNanos = threads.getCurrentThreadCpuTime() - cpu;
        double bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
        return new Figure(nanos / MESSAGES, cpuNanos / MESSAGES, bytes / MESSAGES);
    }

    private static void check(List<Contestant> contestants) {
        double expected = contestants.get(0).sum();
        for (Contestant contestant : contestants) {
            double sum = contestant.sum();
            if (Math.abs(sum - expected) > 1e-9 * expected) {
                throw new IllegalStateException(contestant.name() + " found " + sum + ", "
                        + contestants.get(0).name() + " " + expected);
            }
        }
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> of) {
        double[] sorted = figures.stream().mapToDouble(of).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
