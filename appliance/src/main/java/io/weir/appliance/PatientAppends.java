package io.weir.appliance;

import io.weir.model.RowBatch;
import io.weir.storage.Journal;
import io.weir.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hot path. Appends batches, and waits while there is no space for them: a full disk is backpressure, not a failure. The
 * thread that appends is held meanwhile, so its source takes nothing more in, and acknowledges nothing. Thread-safe; one
 * for the appliance.
 */
final class PatientAppends {
    private static final Logger LOG = LoggerFactory.getLogger(PatientAppends.class);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final long QUIET_NANOS = Duration.ofSeconds(30).toNanos();

    private final long retryNanos;
    private final long graceNanos;
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** Written once, before {@link #stopping} opens. */
    private volatile long deadlineNanos;

    // Guarded by this:
    private int waiting;
    private long sinceNanos;
    private long quietUntilNanos = System.nanoTime();
    private boolean announced;

    PatientAppends() {
        this(RETRY, GRACE);
    }

    /**
     * For tests.
     *
     * @param retry how long to wait between two attempts
     * @param grace how much longer to try after {@link #stop}
     */
    PatientAppends(Duration retry, Duration grace) {
        retryNanos = retry.toNanos();
        graceNanos = grace.toNanos();
    }

    /**
     * Appends, after a wait if need be.
     *
     * @return the document's sequence
     * @throws StorageException if the journal will never take the batch, or there still is no space after {@link #stop}
     */
    long append(Journal journal, RowBatch batch) {
        try {
            return journal.append(batch);
        } catch (StorageException e) {
            if (!e.temporary()) {
                throw e;
            }
            return appendLater(journal, batch, e);
        }
    }

    private long appendLater(Journal journal, RowBatch batch, StorageException first) {
        StorageException last = first;
        begin(first);
        try {
            while (pause()) {
                try {
                    return journal.append(batch);
                } catch (StorageException e) {
                    if (!e.temporary()) {
                        throw e;
                    }
                    last = e;
                }
            }
            throw last;
        } finally {
            end();
        }
    }

    /** Waits before the next attempt; returns false when there shall be none. */
    private boolean pause() {
        try {
            if (!stopping.await(retryNanos, TimeUnit.NANOSECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (System.nanoTime() - deadlineNanos >= 0) {
            return false;
        }
        LockSupport.parkNanos(this, Math.min(retryNanos, graceNanos));
        return true;
    }

    private synchronized void begin(StorageException cause) {
        if (waiting++ > 0) {
            return;
        }
        sinceNanos = System.nanoTime();
        if (sinceNanos - quietUntilNanos >= 0) {
            announced = true;
            LOG.warn(
                    "{}; waiting for space: until then nothing more is taken in or acknowledged;"
                            + " free some on this disk, or lower storage.budget",
                    cause.getMessage());
        }
    }

    private synchronized void end() {
        if (--waiting > 0) {
            return;
        }
        long now = System.nanoTime();
        if (announced && stopping.getCount() > 0) {
            LOG.info("there is space again after {} s; going on", TimeUnit.NANOSECONDS.toSeconds(now - sinceNanos));
        }
        announced = false;
        // A disk that is just full lets a batch through now and then: that is no news.
        quietUntilNanos = now + QUIET_NANOS;
    }

    /** How many threads wait for space now: each source, each pipeline. */
    synchronized int waiting() {
        return waiting;
    }

    /** Ends all waiting within the grace period; what cannot be appended by then is given up, unacknowledged. */
    void stop() {
        if (stopping.getCount() > 0) {
            deadlineNanos = System.nanoTime() + graceNanos;
            stopping.countDown();
        }
    }
}
