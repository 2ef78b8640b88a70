package io.weir.ingest.sparkplug;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The edge nodes that a stream hears, bounded. One thread. */
final class EdgeNodes {
    /** More edge nodes are refused. */
    static final int MAX_NODES = 10_000;

    /** More metrics of all nodes are refused. */
    static final int MAX_METRICS = 250_000;

    private final Map<String, EdgeNode> nodes = new HashMap<>();
    private int metrics;

    /** The node with this id, known or new; null if it would be one too many. */
    @Nullable EdgeNode get(String id) {
        EdgeNode known = nodes.get(id);
        if (known == null && nodes.size() < MAX_NODES) {
            known = new EdgeNode();
            nodes.put(id, known);
        }
        return known;
    }

    /** The node with this id; null if it is not known. */
    @Nullable EdgeNode find(String id) {
        return nodes.get(id);
    }

    /** The node with this id, if it is known, is as one that has never been heard. */
    void forget(String id) {
        EdgeNode known = nodes.remove(id);
        if (known != null) {
            resized(known.size(), 0);
        }
    }

    /** Takes note of how many metrics a node has come to have. */
    void resized(int before, int after) {
        metrics += after - before;
    }

    /** Whether there is room for no more metrics. */
    boolean isFull() {
        return metrics >= MAX_METRICS;
    }
}
