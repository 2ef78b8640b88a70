package io.weir.ingest.sparkplug;

import io.weir.ingest.decode.PathTrie;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one edge node and its devices since its birth. One thread. */
final class EdgeNode {
    /** More metrics of one node are refused. */
    static final int MAX_METRICS = 100_000;

    private static final int SEQUENCE_MASK = 0xff;

    /**
     * A metric that a birth has told of.
     *
     * @param target what reads it, null if the stream does not
     * @param dataType of Sparkplug, 0 if the birth did not say
     */
    record Metric(PathTrie.@Nullable Node target, int dataType) {
        /** Known, and not read: most metrics are. */
        static final Metric UNREAD = new Metric(null, 0);
    }

    private final Map<Long, Metric> byAlias = new HashMap<>();
    /** Of those that the stream reads, by device (empty: none) and name. */
    private final Map<Named, Metric> byName = new HashMap<>();

    private record Named(String device, String name) {}

    private boolean born;
    private long birth = SparkplugReader.NONE;
    /** The number of the next message; meaningless before the birth. */
    private int next;

    /** Whether its birth has been seen. */
    boolean isBorn() {
        return born;
    }

    /** The number that the next message should have. */
    int next() {
        return next;
    }

    void setNext(int number) {
        next = number & SEQUENCE_MASK;
    }

    /**
     * Whether a message with this number follows the one before. The one after it is expected next.
     *
     * @param number {@link SparkplugReader#NONE}: the message has none
     */
    boolean follows(long number) {
        if (number == SparkplugReader.NONE) {
            return true;
        }
        boolean follows = !born || number == next;
        setNext((int) number + 1);
        return follows;
    }

    /** A new life begins: what was known is forgotten. */
    void bear() {
        born = true;
        birth = SparkplugReader.NONE;
        byAlias.clear();
        byName.clear();
    }

    /** The number of this life ({@code bdSeq}), by which its death is known. */
    void setBirth(long number) {
        birth = number;
    }

    /** Whether a death is that of this life: one that does not say is. */
    boolean diesWith(long ofBirth) {
        return birth == SparkplugReader.NONE || ofBirth == SparkplugReader.NONE || birth == ofBirth;
    }

    /** Takes a metric of a birth; false if there are too many. */
    boolean define(@Nullable Long alias, String device, String name, PathTrie.@Nullable Node target, int dataType) {
        Metric metric = target == null ? Metric.UNREAD : new Metric(target, dataType);
        if (alias != null) {
            if (byAlias.size() >= MAX_METRICS && !byAlias.containsKey(alias)) {
                return false;
            }
            byAlias.put(alias, metric);
        }
        if (target != null) {
            byName.put(new Named(device, name), metric);
        }
        return byName.size() <= MAX_METRICS;
    }

    @Nullable Metric byAlias(long alias) {
        return byAlias.get(alias);
    }

    @Nullable Metric byName(String device, String name) {
        return byName.get(new Named(device, name));
    }

    /** How many metrics are kept. */
    int size() {
        return byAlias.size() + byName.size();
    }
}
