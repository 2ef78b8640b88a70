package io.weir.brokers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Prints what a process costs, beside the tests' output. */
final class Measured {
    private Measured() {}

    static void print(String what, long fromNanos) {
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fromNanos);
        System.out.println("measured: " + what + ": " + took + " ms");
    }

    static void print(String what, long fromNanos, long pid) {
        print(what, fromNanos);
        System.out.println("measured: " + what + ": " + residentKib(pid) / 1024 + " MiB resident");
    }

    /** 0 where it cannot be told. */
    private static long residentKib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException noSuchFile) {
            return 0;
        }
    }
}
