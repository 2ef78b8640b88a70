package io.weir.ingest;

import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;

/** What a source's subscriber has asked for. Written by any thread, consumed by the source's. */
public final class Demand implements Subscription {
    private final AtomicLong requested = new AtomicLong();
    private final Runnable wakeUp;
    private volatile boolean cancelled;

    /** @param wakeUp called on any thread when there is new demand or an end of it; must not block */
    public Demand(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            throw new IllegalArgumentException("a request must be positive, not " + n);
        }
        requested.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
        wakeUp.run();
    }

    @Override
    public void cancel() {
        cancelled = true;
        wakeUp.run();
    }

    /** Whether a delivery may be emitted now. */
    public boolean isPositive() {
        return !cancelled && requested.get() > 0;
    }

    /** Whether no delivery will ever be wanted again. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** Uses up one; only the source's thread, after {@link #isPositive()}. */
    public void consume() {
        requested.decrementAndGet();
    }
}
