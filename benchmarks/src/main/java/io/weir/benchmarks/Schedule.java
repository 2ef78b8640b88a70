package io.weir.benchmarks;

import java.util.concurrent.locks.LockSupport;

/**
 * An open-loop schedule: message n is due at start + n / rate, whether or not the ones before it were sent in time, so
 * that a stall counts against every message that it delayed.
 */
final class Schedule {
    /** Sends what has come due every so often: waking for each message would cost more than all the rest. */
    private static final long STEP_NANOS = 500_000;

    private final long startNanos = System.nanoTime();
    private final long startMicros = Payloads.micros(startNanos);
    private final double nanosPerMessage;

    /** Rate in messages a second; 0: no schedule, as fast as possible. */
    Schedule(long rate) {
        this.nanosPerMessage = rate == 0 ? 0 : 1e9 / rate;
    }

    /** Waits until message {@code n} is due. */
    long await(long n) {
        if (nanosPerMessage == 0) {
            return Payloads.nowMicros();
        }
        long due = (long) (n * nanosPerMessage);
        while (true) {
            long left = due - (System.nanoTime() - startNanos);
            if (left <= 0) {
                return startMicros + due / 1000;
            }
            LockSupport.parkNanos(Math.max(left, STEP_NANOS));
        }
    }
}
