package io.weir.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link GroupCommit}. Sleeps while there is nothing to do; the first append after a cycle sets the time of the next
 * one.
 *
 * <pre>
 *   append ──▶ dirtySince ──(max_delay, or urge)──▶ cycle: take actions, force journals, publish, run actions, listeners
 * </pre>
 *
 * A journal is forced before those that depend on it, and marked after them: what it had when they were marked is in it.
 *
 * <pre>
 *   mark readings, results, dead_letters      (what is appended by then)
 *   force dead_letters, results, readings     (that much)
 * </pre>
 *
 * Within a cycle the actions are taken before the journals are asked what they have: so whatever was appended before an
 * action came is in the force that the action waits for.
 */
final class CommitThread implements GroupCommit {
    private static final Logger LOG = LoggerFactory.getLogger(CommitThread.class);

    private static final long MIN_HOUSEKEEPING_NANOS = Duration.ofMillis(100).toNanos();

    private final List<LiveJournal> journals;
    private final boolean waits;
    private final long maxDelayNanos;
    private final long housekeepingNanos;
    private final Runnable housekeeping;
    private final Thread thread;

    /** nanoTime of the first append since the last cycle began, 0 if there was none. */
    private final AtomicLong dirtySince = new AtomicLong();

    private final Object actionsLock = new Object();
    /** Guarded by actionsLock. */
    private List<Runnable> actions = new ArrayList<>();
    /** Guarded by actionsLock. */
    private boolean closed;

    private volatile boolean actionsWaiting;
    private volatile boolean urged;
    private volatile boolean housekeepingAsked;
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;
    private final List<Runnable> durableListeners = new CopyOnWriteArrayList<>();
    /** Guarded by itself. */
    private final List<Consumer<Throwable>> failureListeners = new ArrayList<>();

    // The commit thread's own.
    private List<Runnable> running = new ArrayList<>();
    private long lastHousekeeping;
    // Written by the commit thread only.
    private volatile long forces;
    private volatile long totalNanos;
    private volatile long maxNanos;

    /**
     * Not yet started.
     *
     * @param journals in the order in which they are forced; later ones depend on earlier ones
     * @param waits whether a cycle waits for {@code maxDelay}; without forces there is no reason to
     * @param housekeeping run on the commit thread from time to time
     */
    CommitThread(
            List<LiveJournal> journals,
            boolean waits,
            Duration maxDelay,
            Runnable housekeeping,
            Duration housekeepingPeriod) {
        this.journals = List.copyOf(journals);
        this.waits = waits;
        this.maxDelayNanos = maxDelay.toNanos();
        this.housekeeping = housekeeping;
        this.housekeepingNanos = housekeepingPeriod.toNanos();
        this.thread = new Thread(this::run, "weir-commit");
        thread.setDaemon(true);
    }

    void start() {
        for (LiveJournal journal : journals) {
            journal.connect(appended -> signal(), this::fail);
        }
        lastHousekeeping = System.nanoTime();
        thread.start();
    }

    /** A journal has been appended to. */
    private void signal() {
        if (dirtySince.get() == 0 && dirtySince.compareAndSet(0, System.nanoTime() | 1)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void afterDurable(Runnable action) {
        synchronized (actionsLock) {
            if (closed || failure != null) {
                return;
            }
            actions.add(action);
        }
        actionsWaiting = true;
        // Otherwise a cycle is due anyway, and will find the action.
        if (dirtySince.get() == 0) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void urge() {
        urged = true;
        LockSupport.unpark(thread);
    }

    /** Runs the housekeeping soon, at most ten times a second. Returns at once. */
    void urgeHousekeeping() {
        if (!housekeepingAsked) {
            housekeepingAsked = true;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void onDurable(Runnable listener) {
        durableListeners.add(listener);
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void onFailure(Consumer<Throwable> listener) {
        Throwable known;
        synchronized (failureListeners) {
            known = failure;
            if (known == null) {
                failureListeners.add(listener);
            }
        }
        if (known != null) {
            listener.accept(known);
        }
    }

    @Override
    public CommitStats stats() {
        long rows = 0;
        long bytes = 0;
        for (LiveJournal journal : journals) {
            rows += journal.unforcedRows();
            bytes += journal.unforcedBytes();
        }
        return new CommitStats(forces, totalNanos, maxNanos, rows, bytes);
    }

    private void run() {
        while (!closing) {
            long wait = failure != null ? housekeepingNanos : nanosUntilDue(System.nanoTime());
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            } else {
                step();
            }
        }
        if (failure == null) {
            step();
        }
        synchronized (actionsLock) {
            closed = true;
        }
        if (failure == null) {
            // What came during the last step.
            step();
        }
    }

    private long nanosUntilDue(long now) {
        long since = dirtySince.get();
        if (urged) {
            return 0;
        }
        if (since != 0) {
            return waits ? Math.max(0, since + maxDelayNanos - now) : 0;
        }
        return actionsWaiting ? 0 : Math.max(0, nextHousekeeping() - now);
    }

    private long nextHousekeeping() {
        long regular = lastHousekeeping + housekeepingNanos;
        return housekeepingAsked ? Math.min(regular, lastHousekeeping + MIN_HOUSEKEEPING_NANOS) : regular;
    }

    private void step() {
        try {
            cycle();
            if (System.nanoTime() - nextHousekeeping() >= 0) {
                housekeepingAsked = false;
                lastHousekeeping = System.nanoTime();
                housekeeping.run();
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void cycle() throws IOException {
        urged = false;
        actionsWaiting = false;
        dirtySince.set(0);
        List<Runnable> due;
        synchronized (actionsLock) {
            due = actions;
            actions = running;
        }
        running = due;
        long start = System.nanoTime();
        boolean forced = false;
        for (int i = journals.size() - 1; i >= 0; i--) {
            journals.get(i).mark();
        }
        for (LiveJournal journal : journals) {
            forced |= journal.commit();
        }
        if (forced) {
            note(System.nanoTime() - start);
        }
        if (failure != null) {
            return;
        }
        for (Runnable action : due) {
            runQuietly(action);
        }
        due.clear();
        for (Runnable listener : durableListeners) {
            runQuietly(listener);
        }
        if (forced) {
            // Nobody waits for this.
            journals.forEach(LiveJournal::touchAhead);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
    private void note(long nanos) {
        forces++;
        totalNanos += nanos;
        maxNanos = Math.max(maxNanos, nanos);
    }

    private static void runQuietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("an action after a commit has failed", e);
        }
    }

    /** Nothing becomes durable from now on. */
    private void fail(Throwable cause) {
        List<Consumer<Throwable>> listeners;
        synchronized (failureListeners) {
            if (failure != null) {
                return;
            }
            failure = cause;
            listeners = List.copyOf(failureListeners);
            failureListeners.clear();
        }
        LOG.error("storage has failed, nothing is acknowledged any more", cause);
        for (LiveJournal journal : journals) {
            journal.fail(cause);
        }
        synchronized (actionsLock) {
            actions.clear();
        }
        listeners.forEach(listener -> runQuietly(() -> listener.accept(cause)));
    }

    /** Commits what is left, unless storage has failed, and ends the thread. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
