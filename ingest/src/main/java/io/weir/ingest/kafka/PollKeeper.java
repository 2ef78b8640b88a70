package io.weir.ingest.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls for the source's thread while that is away in an append which does not return, as on a full disk: a group gives
 * the partitions of a member that has not polled for {@code max.poll.interval.ms} to others. Everything is paused then. Started for members of a group only.
 *
 * <p>The consumer belongs to whoever holds the lock: the source's thread, but while it is away.
 */
final class PollKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PollKeeper.class);
    private static final long LOOK_MS = 200;
    private static final Duration POLL = Duration.ofMillis(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    // Guarded by the lock.
    private @Nullable Consumer<ByteBuffer, ByteBuffer> consumer;
    private @Nullable Assignment assignment;
    private boolean away;
    private long trips;

    PollKeeper(String source) {
        this.thread = new Thread(this::run, "weir-poll-" + source);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The source's thread has a consumer, and works with it. */
    void begin(Consumer<ByteBuffer, ByteBuffer> own, Assignment itsAssignment) {
        lock.lock();
        consumer = own;
        assignment = itsAssignment;
    }

    /** The source's thread is done with its consumer. */
    void end() {
        consumer = null;
        assignment = null;
        lock.unlock();
    }

    /** The source's thread leaves its consumer alone for a while. Costs nothing much: called for each delivery. */
    void away() {
        if (lock.isHeldByCurrentThread()) {
            away = true;
            trips++;
            lock.unlock();
        }
    }

    /** It is back. */
    void back() {
        lock.lock();
        if (consumer == null) {
            // Between two consumers.
            lock.unlock();
            return;
        }
        away = false;
    }

    private void run() {
        try {
            long last = -1;
            while (!closing.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                last = look(last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Polls if the thread has been away since the last look; gives the number of its last trip. */
    private long look(long lastTrip) {
        if (!lock.tryLock()) {
            return -1;
        }
        try {
            Consumer<ByteBuffer, ByteBuffer> own = consumer;
            Assignment itsAssignment = assignment;
            if (away && trips == lastTrip && own != null && itsAssignment != null) {
                poll(own, itsAssignment);
            }
            return away ? trips : -1;
        } finally {
            lock.unlock();
        }
    }

    private static void poll(Consumer<ByteBuffer, ByteBuffer> own, Assignment assignment) {
        assignment.setPaused(true);
        try {
            ConsumerRecords<ByteBuffer, ByteBuffer> records = own.poll(POLL);
            // Everything is paused; if anything comes nevertheless, it comes again.
            records.partitions()
                    .forEach(partition -> own.seek(
                            partition, records.records(partition).get(0).offset()));
        } catch (RuntimeException e) {
            // It will be met again by the source's thread, which knows what to do.
            LOG.debug("while an append waited", e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
