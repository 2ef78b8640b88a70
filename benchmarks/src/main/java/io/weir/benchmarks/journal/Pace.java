package io.weir.benchmarks.journal;

import java.util.concurrent.locks.LockSupport;

/** An open-loop schedule: what is late counts from when it was due. */
final class Pace {
    private final long start = System.nanoTime();
    private final double periodNanos;
    private long count;

    Pace(double perSecond) {
        periodNanos = 1e9 / perSecond;
    }

    /** Waits until the next one is due; returns when that was, as {@code System.nanoTime()}. */
    long await() {
        long due = start + (long) (count++ * periodNanos);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return due;
    }
}
