package io.weir.benchmarks.window;

import java.io.IOException;
import java.util.List;

/**
 * Takes so many {@link Readings}, leaves out those above 200, and makes windows by key with count, mean and maximum.
 */
interface Contestant {
    /** Those that need no broker, in the order in which they take turns. */
    List<String> ALONE = List.of("weir", "weir-p99", "weir-hopping", "weir-journal", "jet", "flink");

    /** Those that read from Kafka. */
    List<String> WITH_KAFKA = List.of("kafka-consumer", "kafka-streams");

    /** What came out. */
    Results run(long rows) throws Exception;

    /** What must come out. */
    default Results expected(long rows) {
        return Results.expected(rows, 1);
    }

    /**
     * The contestant of a name.
     *
     * @param rows how many a run has at most
     */
    static Contestant of(String name, long rows) throws IOException {
        return switch (name) {
            case "weir" -> new WeirWindows(new MemoryRows(), 1, false);
            case "weir-p99" -> new WeirWindows(new MemoryRows(), 1, true);
            case "weir-hopping" -> new WeirWindows(new MemoryRows(), 60, false);
            case "weir-journal" -> new WeirWindows(new JournalRows(rows), 1, false);
            case "jet" -> new JetWindows();
            case "flink" -> new FlinkWindows();
            case "kafka-consumer" -> new KafkaReader();
            case "kafka-streams" -> new KafkaWindows();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
