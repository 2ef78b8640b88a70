package io.weir.ingest;

import java.time.Duration;
import java.util.Random;

/** Exponential pauses between attempts, from 100 ms to 30 s, each shortened by up to half at random. One thread. */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LAST = Duration.ofSeconds(30);

    private final Random random = new Random();
    private long nextNanos = FIRST.toNanos();

    /** How long to wait before the next attempt, nanoseconds. */
    public long nextNanos() {
        long pause = nextNanos - (long) (random.nextDouble() * nextNanos / 2);
        nextNanos = Math.min(LAST.toNanos(), nextNanos * 2);
        return pause;
    }

    /** The attempt succeeded. */
    public void reset() {
        nextNanos = FIRST.toNanos();
    }
}
