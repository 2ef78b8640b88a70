package io.weir.ingest.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all bodies may have that have come and are not delivered. Thread-safe. */
final class Budget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    Budget(long limit) {
        this.limit = limit;
    }

    /** False, and nothing taken, if that would be too much. */
    boolean take(int bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void give(int bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
