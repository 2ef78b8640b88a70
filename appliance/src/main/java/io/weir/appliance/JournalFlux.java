package io.weir.appliance;

import io.weir.model.RowBatch;
import io.weir.storage.GroupCommit;
import io.weir.storage.JournalReader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * Follows a journal as a {@link Flux} of batches: what is durable now, then what becomes durable. Each batch is reused
 * for the next signal, so it must be consumed within {@code onNext}. Reads only on demand: a slow subscriber lags, and
 * slows nobody.
 */
final class JournalFlux {
    /** How long the reading thread sleeps when no commit wakes it; bounds the reaction to {@code stopped}. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final JournalReader reader;
    private final BooleanSupplier stopped;
    /** The thread inside {@link #generate}, while it waits for a commit; written by it, read by the commit thread. */
    private volatile @Nullable Thread waiting;

    private JournalFlux(JournalReader reader, BooleanSupplier stopped) {
        this.reader = reader;
        this.stopped = stopped;
    }

    /**
     * The batches of a reader, on a thread of the scheduler, until {@code stopped}; then the reader is closed and the
     * flux completes. Whatever was durable before {@code stopped} turned true has been emitted by then.
     */
    static Flux<RowBatch> follow(
            JournalReader reader, GroupCommit commit, Scheduler scheduler, BooleanSupplier stopped) {
        JournalFlux flux = new JournalFlux(reader, stopped);
        commit.onDurable(flux::wake);
        return Flux.generate(flux::generate).doFinally(end -> reader.close()).subscribeOn(scheduler);
    }

    private void generate(SynchronousSink<RowBatch> sink) {
        while (true) {
            boolean last = stopped.getAsBoolean();
            RowBatch batch = reader.next();
            if (batch != null) {
                sink.next(batch);
                return;
            }
            if (last) {
                sink.complete();
                return;
            }
            waiting = Thread.currentThread();
            // Looked at once more: a commit between the first look and the line above would have woken nobody.
            batch = reader.next();
            if (batch != null) {
                waiting = null;
                sink.next(batch);
                return;
            }
            LockSupport.parkNanos(this, IDLE_NANOS);
            waiting = null;
        }
    }

    private void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
