package io.weir.benchmarks.window;

import java.io.IOException;

/**
 * Takes so many {@link Readings}, leaves out those above 200, and makes windows by key with count, mean and maximum.
 */
interface Contestant {
    /** How many rows the results of a run count; the same for every contestant. */
    long run(long rows) throws Exception;

    static Contestant of(String name, long rows) throws IOException {
        return switch (name) {
            case "weir" -> new WeirWindows(rows, 0, false);
            case "weir-p99" -> new WeirWindows(rows, 0, true);
            case "weir-hopping" -> new WeirWindows(rows, 60, false);
            case "jet" -> new JetWindows();
            case "flink" -> new FlinkWindows();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
