package io.weir.ingest.decode;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Commands of which each topic gets one in a while, whoever asks: streams of one source ask for the same. One thread.
 */
public final class PacedCommands implements Commands {
    /** What stays between two commands to one topic, unless {@link #every} says otherwise. */
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    static final int MAX_TOPICS = 10_000;

    private final Commands target;
    private final LongSupplier nanoTime;
    private final long intervalNanos;
    /** When each topic had its last command, the longest ago first. Of all intervals. */
    private final Map<String, Long> sent;

    /** @param nanoTime the monotonic clock */
    public PacedCommands(Commands target, LongSupplier nanoTime) {
        this(target, nanoTime, INTERVAL_NANOS, new LinkedHashMap<>());
    }

    private PacedCommands(Commands target, LongSupplier nanoTime, long intervalNanos, Map<String, Long> sent) {
        this.target = target;
        this.nanoTime = nanoTime;
        this.intervalNanos = intervalNanos;
        this.sent = sent;
    }

    @Override
    public Commands every(Duration interval) {
        return new PacedCommands(target, nanoTime, interval.toNanos(), sent);
    }

    @Override
    public void publish(String topic, byte[] payload) {
        long now = nanoTime.getAsLong();
        Long last = sent.get(topic);
        // With too many topics under way some wait for their turn.
        boolean due = last == null ? hasRoom(now) : now - last >= intervalNanos;
        if (due) {
            sent.remove(topic);
            sent.put(topic, now);
            target.publish(topic, payload);
        }
    }

    private boolean hasRoom(long now) {
        if (sent.size() < MAX_TOPICS) {
            return true;
        }
        Iterator<Long> oldest = sent.values().iterator();
        if (now - oldest.next() < intervalNanos) {
            return false;
        }
        oldest.remove();
        return true;
    }
}
