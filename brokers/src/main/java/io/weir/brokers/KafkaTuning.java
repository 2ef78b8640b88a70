package io.weir.brokers;

import java.util.List;

/**
 * How a {@link KafkaBroker} uses the machine.
 *
 * @param memory options of its JVM
 * @param properties lines of its configuration
 */
public record KafkaTuning(List<String> memory, List<String> properties) {
    /** For tests and demo: small. */
    public static final KafkaTuning SMALL = new KafkaTuning(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"), List.of());

    /**
     * For measuring the latency of what reads from it: with the heap that Kafka's own scripts give it, collected every few
     * seconds instead of every second; and its pages are written to the disk as they come, not every half minute in one
     * burst that all other writers to the disk wait behind.
     */
    public static final KafkaTuning STEADY = new KafkaTuning(
            List.of("-Xms1g", "-Xmx1g", "-Xmn700m"),
            List.of("log.flush.interval.ms=500", "log.flush.scheduler.interval.ms=100"));

    public KafkaTuning {
        memory = List.copyOf(memory);
        properties = List.copyOf(properties);
    }
}
