package io.weir.ingest.decode;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Commands of which each topic gets one in a while, whoever asks: streams of one source ask for the same. One thread.
 */
public final class PacedCommands implements Commands {
    /** What stays between two commands to one topic. */
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    static final int MAX_TOPICS = 10_000;

    private final Commands target;
    private final LongSupplier nanoTime;
    /** When each topic had its last command, the longest ago first. */
    private final Map<String, Long> sent = new LinkedHashMap<>();

    /** @param nanoTime the monotonic clock */
    public PacedCommands(Commands target, LongSupplier nanoTime) {
        this.target = target;
        this.nanoTime = nanoTime;
    }

    @Override
    public void publish(String topic, byte[] payload) {
        long now = nanoTime.getAsLong();
        Iterator<Long> oldest = sent.values().iterator();
        while (oldest.hasNext() && now - oldest.next() >= INTERVAL_NANOS) {
            oldest.remove();
        }
        // With too many topics under way some wait for their turn.
        if (sent.containsKey(topic) || sent.size() >= MAX_TOPICS) {
            return;
        }
        sent.put(topic, now);
        target.publish(topic, payload);
    }
}
