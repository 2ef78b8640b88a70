package io.weir.demo.plant;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends on a schedule that does not wait for anybody (an open loop): message {@code i} is due at {@code start + i / rate}.
 * When a broker cannot take one at its time, the following ones go out late, all of them, and still carry the time at which
 * they were due.
 */
final class Pacer implements Runnable {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration FINISH_LIMIT = Duration.ofSeconds(10);

    private final double nanosPerMessage;
    private final long messages;
    private final Fleet fleet;
    private final Publisher publisher;
    private final Runnable afterLast;
    private volatile boolean stopped;
    /** When the next message is due, {@link System#nanoTime}; 0 while nothing is. Written by the pacing thread alone. */
    private volatile long dueNanos;

    /**
     * @param messages how many are sent, if it is not stopped before
     * @param afterLast called once, on the pacing thread, before it waits for the acknowledgements
     */
    Pacer(double messagesPerSecond, long messages, Fleet fleet, Publisher publisher, Runnable afterLast) {
        this.messages = messages;
        this.afterLast = afterLast;
        this.nanosPerMessage = NANOS_PER_SECOND / messagesPerSecond;
        this.fleet = fleet;
        this.publisher = publisher;
    }

    /** Any thread: what is sent now is the last. */
    void stop() {
        stopped = true;
    }

    long behindMs() {
        long due = dueNanos;
        return due == 0 ? 0 : Math.max(0, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - due));
    }

    /** Connects, sends from then on, then waits for the acknowledgements. */
    @Override
    public void run() {
        try {
            publisher.connect();
            pace();
            dueNanos = 0;
            afterLast.run();
            publisher.finish(FINISH_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pace() throws InterruptedException {
        long startNanos = System.nanoTime();
        long startMs = System.currentTimeMillis();
        for (long i = 0; i < messages && !stopped; ) {
            long afterStart = (long) (i * nanosPerMessage);
            long due = startNanos + afterStart;
            long ahead = due - System.nanoTime();
            dueNanos = due;
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
            } else {
                publisher.send(fleet.next(startMs + TimeUnit.NANOSECONDS.toMillis(afterStart)));
                i++;
            }
        }
    }
}
