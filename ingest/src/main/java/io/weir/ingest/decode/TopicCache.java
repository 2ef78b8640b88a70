package io.weir.ingest.decode;

import java.util.HashMap;
import java.util.Map;

/** Hot path. The {@link Topic} of each topic name that was seen lately; bounded. One thread. */
public final class TopicCache {
    private static final int MAX_TOPICS = 16_384;

    private final Map<String, Topic> topics = new HashMap<>();
    private Topic last = new Topic("");

    /** The topic with this name, new or known. */
    public Topic get(String name) {
        if (last.name().equals(name)) {
            return last;
        }
        Topic topic = topics.get(name);
        if (topic == null) {
            if (topics.size() >= MAX_TOPICS) {
                // Whoever makes up topics pays with a few allocations, never with memory.
                topics.clear();
            }
            topic = new Topic(name);
            topics.put(name, topic);
        }
        last = topic;
        return topic;
    }
}
