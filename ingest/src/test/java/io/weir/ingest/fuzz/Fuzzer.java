package io.weir.ingest.fuzz;

import java.util.function.Consumer;

/** What Jazzer calls; {@code -Dweir.fuzz.target} says what is fuzzed. */
public final class Fuzzer {
    private static final Consumer<byte[]> TAKER =
            FuzzTarget.valueOf(System.getProperty("weir.fuzz.target", "")).start();

    private Fuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        TAKER.accept(input);
    }
}
