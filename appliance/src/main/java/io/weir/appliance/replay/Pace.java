package io.weir.appliance.replay;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Lets rows go as far apart as they once came, divided by a factor. Used by one thread. */
public final class Pace {
    /** Looks so often whether it is to stop. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final double factor;
    private boolean begun;
    private long firstArrival;
    private long firstNanos;

    /** @param factor how many times as fast; positive */
    public Pace(double factor) {
        this.factor = factor;
    }

    /** How long a row that came then is still to wait, nanoseconds; nothing or less: no longer. */
    long remaining(long arrivalNanos, long nowNanos) {
        if (!begun) {
            begun = true;
            firstArrival = arrivalNanos;
            firstNanos = nowNanos;
        }
        return (long) ((arrivalNanos - firstArrival) / factor) - (nowNanos - firstNanos);
    }

    /** Waits until a row may go. */
    void await(long arrivalNanos, BooleanSupplier stopped) {
        long wait = remaining(arrivalNanos, System.nanoTime());
        while (wait > 0 && !stopped.getAsBoolean()) {
            LockSupport.parkNanos(this, Math.min(wait, STEP_NANOS));
            wait = remaining(arrivalNanos, System.nanoTime());
        }
    }
}
