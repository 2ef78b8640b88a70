package io.weir.ingest;

import io.weir.config.BatchConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Commands;
import io.weir.ingest.decode.DecoderClosedException;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.PacedCommands;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.rules.StreamRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;

/**
 * Hot path. Subscribes to one source and brings what it delivers into the journals: decode, batch, append; acknowledge
 * when durable. Everything happens on the source's thread inside {@code onNext}; a batch is closed by its size there, or
 * by its age at the next tick.
 *
 * <p>One delivery is requested at a time, and only while what is not durable stays within the limits: a journal that
 * stalls stops the requests, and with them the broker.
 *
 * <p>Every message goes to every stream, and gives there rows, one dead letter, or nothing if the journal has it
 * already. A delivery may be for one stream only.
 */
public final class Ingest {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final long DRAIN_SECONDS = 3;
    /** A delivery that took longer than this was held up by its journal. */
    private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Source source;
    private final IngestJournals journals;
    private final IngestClock clock;
    private final IngestLimits limits;
    private final long lingerNanos;
    private final DeadLetterWriter deadLetters;
    private final StreamIntake[] streams;
    private final Acknowledger acknowledger;
    private final InFlightWindow window;
    private final IdleClock idleClock = new IdleClock();
    private final Intake intake = new Intake();
    private final Message message = new Message();

    private final AtomicLong received = new AtomicLong();
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicBoolean requested = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile @Nullable Subscription subscription;

    /** Guards everything below; contended only when stopping. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean over;
    private long deliveries;
    private long oldestNanos;
    private boolean holding;
    private boolean stalled;
    private long idleNanos;
    private long deliveryBytes;
    private int deliveryMessages;
    private @Nullable Delivery current;
    private @Nullable String only;

    /** For streams without rules. */
    public Ingest(
            Source source,
            List<StreamConfig> streams,
            BatchConfig batching,
            IngestJournals journals,
            StreamTimes times,
            IngestClock clock,
            IngestLimits limits) {
        this(source, streams, batching, journals, times, Map.of(), clock, limits);
    }

    /**
     * @param streams those that have the source among their inputs, at least one
     * @param times shared by every ingest of the appliance
     * @param rules of the streams that have some, by id; shared likewise
     */
    public Ingest(
            Source source,
            List<StreamConfig> streams,
            BatchConfig batching,
            IngestJournals journals,
            StreamTimes times,
            Map<String, StreamRules> rules,
            IngestClock clock,
            IngestLimits limits) {
        this.source = source;
        this.journals = journals;
        this.clock = clock;
        this.limits = limits;
        this.lingerNanos = batching.linger().toNanos();
        this.deadLetters = new DeadLetterWriter(source.id(), journals);
        this.acknowledger = new Acknowledger(journals, this::requestIfBelowLimits);
        this.window = new InFlightWindow(source.window());
        Commands commands = new PacedCommands(source.commands(), clock::monotonicNanos);
        List<StreamIntake> intakes = new ArrayList<>();
        for (StreamConfig stream : streams) {
            intakes.add(new StreamIntake(
                    source.id(),
                    stream,
                    batching,
                    journals,
                    Decoders.create(stream, commands),
                    deadLetters,
                    times,
                    rules.get(stream.id())));
        }
        this.streams = intakes.toArray(StreamIntake[]::new);
    }

    /** Subscribes to the source. Once. */
    public void start() {
        source.deliveries().subscribe(intake);
    }

    /**
     * Stops: takes nothing more, appends what was taken, waits until that is durable (at most the stop timeout),
     * acknowledges it, and closes the source. May be called more than once.
     *
     * @return completes when the source is closed; never exceptionally
     */
    public CompletableFuture<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            Thread thread = new Thread(this::stopNow, "weir-stop-" + source.id());
            thread.setDaemon(true);
            thread.start();
        }
        return stopped;
    }

    /** Completes with what made this ingest give up, a journal that takes no more or a defect; never exceptionally. */
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    private void stopNow() {
        try {
            // Who waits for a schema holds the source's thread: what needs one is not taken any more.
            for (StreamIntake stream : streams) {
                stream.close();
            }
            source.drain();
            requestIfBelowLimits();
            if (!drained.await(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "source {}: some messages were taken and are not delivered; they stay unacknowledged",
                        source.id());
            }
            CountDownLatch durable = finish();
            if (!durable.await(limits.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "source {}: {} messages are not durable after {}; they stay unacknowledged",
                        source.id(),
                        acknowledger.messagesInFlight(),
                        limits.stopTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("source {}: stopping failed", source.id(), e);
        } finally {
            source.close();
            stopped.complete(null);
        }
    }

    /** Cancels and appends what is open; the latch opens when all of it is durable. */
    private CountDownLatch finish() throws InterruptedException {
        CountDownLatch durable = new CountDownLatch(1);
        cancel();
        if (!lock.tryLock(limits.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("source {}: the journal has not taken a batch for {}", source.id(), limits.stopTimeout());
            durable.countDown();
            return durable;
        }
        try {
            if (over) {
                durable.countDown();
                return durable;
            }
            over = true;
            flush();
            journals.afterDurable(durable::countDown);
            journals.urge();
        } finally {
            lock.unlock();
        }
        return durable;
    }

    private void cancel() {
        Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }

    /** Any thread: asks for the next delivery unless one is asked for, or too much is in flight. */
    private void requestIfBelowLimits() {
        Subscription current = subscription;
        if (current != null && !isAtLimit() && requested.compareAndSet(false, true)) {
            current.request(1);
        }
    }

    private boolean isAtLimit() {
        return acknowledger.messagesInFlight() >= limits.maxInFlightMessages()
                || acknowledger.bytesInFlight() >= limits.maxInFlightBytes();
    }

    private void take(Delivery delivery) {
        long now = clock.monotonicNanos();
        idleNanos = idleClock.tick(now, source.isLive() && !stalled);
        stalled = false;
        PartitionChanges changes = delivery.changes();
        if (!changes.isEmpty()) {
            for (StreamIntake stream : streams) {
                stream.change(changes, idleNanos, now);
            }
        }
        int count = delivery.messageCount();
        if (count > 0) {
            deliveries++;
            deliveryBytes = 0;
            deliveryMessages = 0;
            current = delivery;
            only = delivery.stream();
            message.arrivalNanos = delivery.arrivalNanos();
            message.monotonicNanos = now;
            delivery.forEach(intake);
            current = null;
            received.setRelease(received.getPlain() + count);
            receivedBytes.setRelease(receivedBytes.getPlain() + deliveryBytes);
            acknowledger.add(delivery, deliveries, deliveryBytes);
        } else {
            if (stopping.get()) {
                drained.countDown();
            }
            window.silent(acknowledger.messagesInFlight());
        }
        for (StreamIntake stream : streams) {
            stream.time(source.isLive(), idleNanos, now);
        }
        closeBatches(now, count, delivery.isUrgent());
        // What passes until the next delivery, or passed in an append that waited for space, is no silence of the
        // source.
        stalled = isAtLimit() || clock.monotonicNanos() - now > BLOCKED_NANOS;
    }

    /** Closes open batches that are old enough, or that the broker waits for, and hands over what is appended. */
    private void closeBatches(long now, int delivered, boolean urgent) {
        long unacknowledged = acknowledger.messagesInFlight();
        boolean waitedFor = window.wantsAcknowledgements(delivered, unacknowledged) || urgent || isAtLimit();
        long firstOpen = firstOpen();
        if (firstOpen == Long.MAX_VALUE) {
            holding = false;
        } else if (!holding) {
            holding = true;
            oldestNanos = now;
        }
        if (holding && (waitedFor || now - oldestNanos >= lingerNanos)) {
            flush();
            holding = false;
        } else {
            acknowledger.appendedBefore(Math.min(firstOpen, deliveries + 1));
        }
        if (waitedFor && (delivered > 0 || unacknowledged > 0)) {
            journals.urge();
        }
    }

    private void flush() {
        deadLetters.flush();
        for (StreamIntake stream : streams) {
            stream.flush();
        }
        acknowledger.appendedBefore(deliveries + 1);
    }

    private long firstOpen() {
        long first = deadLetters.firstDelivery();
        for (StreamIntake stream : streams) {
            first = Math.min(first, stream.firstDelivery());
        }
        return first;
    }

    private void fail(Throwable cause) {
        over = true;
        cancel();
        LOG.error("source {}: ingest has stopped; nothing more of it is acknowledged", source.id(), cause);
        failure.complete(cause);
    }

    /** The source's id. */
    public String id() {
        return source.id();
    }

    /** What has happened so far; any thread. */
    public IngestStats stats() {
        Map<String, IngestStats.StreamStats> byStream = new LinkedHashMap<>();
        for (StreamIntake stream : streams) {
            byStream.put(stream.id(), stream.stats());
        }
        return new IngestStats(
                source.id(),
                received.get(),
                receivedBytes.get(),
                acknowledger.messagesInFlight(),
                acknowledger.bytesInFlight(),
                requested.get(),
                byStream);
    }

    /** The source's own counts; any thread. */
    public SourceStats sourceStats() {
        return source.stats();
    }

    /** What keeps the source's messages waiting, a line for a person; empty if nothing does. Any thread. */
    public String waiting() {
        for (StreamIntake stream : streams) {
            if (!stream.waiting().isEmpty()) {
                return "stream " + stream.id() + " waits: " + stream.waiting();
            }
        }
        return "";
    }

    /** When the source's TLS certificates will be of no use; empty if it uses none. Any thread. */
    public Optional<Instant> certificateExpiry() {
        return source.certificateExpiry();
    }

    /** Requests that the source has refused, by reason; any thread. */
    public Map<String, Long> refused() {
        return source.refused();
    }

    /** Bytes that wait at the source; empty if it counts otherwise. Any thread. */
    public OptionalLong lagBytes() {
        return source.lagBytes();
    }

    /** Whether everything that the source will ever have is durable; any thread. */
    public boolean isDone() {
        return source.isDone();
    }

    /** The subscriber and visitor, kept off the public face. */
    private final class Intake implements CoreSubscriber<Delivery>, MessageVisitor {
        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            requestIfBelowLimits();
        }

        @Override
        public void onNext(Delivery delivery) {
            lock.lock();
            try {
                requested.set(false);
                if (over) {
                    return;
                }
                take(delivery);
            } catch (DecoderClosedException e) {
                LOG.info("source {}: {}; the messages stay unacknowledged", source.id(), e.getMessage());
                over = true;
                cancel();
                drained.countDown();
            } catch (Throwable e) {
                fail(e);
            } finally {
                lock.unlock();
            }
            requestIfBelowLimits();
        }

        @Override
        public void message(
                String partition,
                long offset,
                Topic topic,
                MessageProperties properties,
                byte[] payload,
                int start,
                int length,
                long size) {
            message.partition = partition;
            message.offset = offset;
            message.topic = topic;
            message.properties = properties;
            message.payload = payload;
            message.start = start;
            message.length = length;
            message.size = size;
            deliveryBytes += length;
            Reason refused = refusal(length, size);
            String detail = refused == Reason.PAYLOAD_TOO_LARGE
                    ? "found " + size + " bytes, expected at most " + limits.maxPayloadBytes()
                    : "";
            int index = deliveryMessages++;
            for (StreamIntake stream : streams) {
                if (isFor(stream)) {
                    stream.prepare(message);
                }
            }
            for (StreamIntake stream : streams) {
                if (isFor(stream)) {
                    Reason reason = stream.accept(message, refused, detail, deliveries, idleNanos);
                    if (reason != null && current != null) {
                        current.rejected(index, reason, stream.detail());
                    }
                }
            }
        }

        private boolean isFor(StreamIntake stream) {
            return only == null || only.equals(stream.id());
        }

        private @Nullable Reason refusal(int length, long size) {
            if (size == NO_PAYLOAD) {
                return Reason.TOMBSTONE;
            }
            if (size > limits.maxPayloadBytes()) {
                return Reason.PAYLOAD_TOO_LARGE;
            }
            return length == 0 ? Reason.EMPTY_PAYLOAD : null;
        }

        @Override
        public void onError(Throwable cause) {
            lock.lock();
            try {
                fail(cause);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onComplete() {
            drained.countDown();
        }
    }
}
