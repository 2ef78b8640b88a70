package io.weir.ingest;

import java.util.List;

/**
 * Which input partitions a source begins or ceases to read, before the messages of a delivery. A partition that has joined
 * holds the watermarks of its streams back until it has a row or falls idle; one that has left does not any more.
 *
 * @param joined names of partitions
 * @param left names of partitions
 */
public record PartitionChanges(List<String> joined, List<String> left) {
    /** No change. */
    public static final PartitionChanges NONE = new PartitionChanges(List.of(), List.of());

    public PartitionChanges {
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return joined.isEmpty() && left.isEmpty();
    }
}
