package io.weir.ingest.kafka;

import io.weir.config.KafkaSourceConfig;
import io.weir.ingest.Backoff;
import io.weir.ingest.ConnectionLog;
import io.weir.ingest.Delivery;
import io.weir.ingest.DeliveryFlux;
import io.weir.ingest.Demand;
import io.weir.ingest.IngestClock;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.Source;
import io.weir.ingest.SourceStats;
import io.weir.ingest.tls.WatchedTls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Hot path. Kafka topics as a {@link Source}. One thread polls and delivers, one delivery a poll, so that decoding and
 * appending happen where the data is warm. Without demand the partitions are paused and polling goes on, so that the group
 * keeps its member.
 */
public final class KafkaSource implements Source {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** How long a rebalance may wait for what was delivered to become durable. */
    private static final long POLL_UNIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DISCONNECTED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration PAUSED_POLL = Duration.ofMillis(10);
    private static final Duration CLOSE = Duration.ofSeconds(4);

    private final KafkaSourceConfig config;
    private final ResumePositions positions;
    private final long lingerNanos;
    private final ConnectionLog log;
    private final KafkaSecurity security;
    private final Demand demand = new Demand(() -> {});
    private final Thread thread;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();
    private final PollKeeper keeper;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable CoreSubscriber<? super Delivery> subscriber;
    private volatile @Nullable Consumer<ByteBuffer, ByteBuffer> wakeable;
    private volatile boolean draining;
    private volatile boolean held;
    private volatile Map<String, Long> lags = Map.of();

    // Of the source's thread.
    private final Backoff backoff = new Backoff();
    private long nextTickNanos;
    private long nextWatchNanos;
    private long nextLagNanos;
    private long lastConnectedNanos;
    private boolean caughtUp;

    /** @param linger how soon after a delivery a tick must follow */
    public KafkaSource(KafkaSourceConfig config, ResumePositions positions, Duration linger) {
        this.config = config;
        this.positions = positions;
        // Without linger nothing stays open after a delivery, and no early tick is needed. The consumer's timers know
        // milliseconds only: a shorter wait would be none, and the thread would spin.
        this.lingerNanos =
                linger.isZero() ? TICK_NANOS : Math.min(TICK_NANOS, Math.max(POLL_UNIT_NANOS, linger.toNanos()));
        this.log = new ConnectionLog("source " + config.id() + " (kafka " + config.bootstrapServers() + ")");
        this.security = new KafkaSecurity(config);
        this.keeper = new PollKeeper(config.id());
        this.thread = new Thread(this::run, "weir-source-" + config.id());
        this.thread.setDaemon(true);
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Flux<Delivery> deliveries() {
        return new DeliveryFlux(demand, actual -> {
            subscriber = actual;
            if (config.group().isPresent()) {
                keeper.start();
            }
            thread.start();
        });
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        while (!isClosing()) {
            try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
                    new KafkaConsumer<>(KafkaSettings.of(config, security))) {
                consume(consumer);
                consumer.close(CloseOptions.timeout(CLOSE));
            } catch (WakeupException e) {
                // Closing: the loop ends.
                log.closed();
            } catch (RuntimeException e) {
                retry(e);
            }
        }
        log.closed();
    }

    /** Pauses before the next consumer is made; ticks go on, for what was delivered before must not wait. */
    private void retry(RuntimeException error) {
        log.lost(security.describe(error));
        caughtUp = false;
        long end = System.nanoTime() + backoff.nextNanos();
        try {
            while (end - System.nanoTime() > 0 && !closing.await(TICK_NANOS, TimeUnit.NANOSECONDS)) {
                emitTick(PartitionChanges.NONE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consume(KafkaConsumer<ByteBuffer, ByteBuffer> consumer) {
        wakeable = consumer;
        Assignment assignment = new Assignment(config, positions, consumer, log, deleted, this::urge);
        keeper.begin(consumer, assignment);
        Metric connections = connectionCount(consumer);
        long now = System.nanoTime();
        lastConnectedNanos = now;
        nextTickNanos = now + TICK_NANOS;
        assignment.start(now);
        try {
            while (!isClosing()) {
                now = System.nanoTime();
                assignment.maintain(now);
                step(consumer, assignment);
                watch(assignment, connections);
            }
        } catch (WakeupException e) {
            // Closing.
        } finally {
            wakeable = null;
            keeper.end();
        }
        assignment.commitNow(assignment.partitions());
    }

    private void step(Consumer<ByteBuffer, ByteBuffer> consumer, Assignment assignment) {
        if (assignment.isWaiting()) {
            // Polling without anything to poll is an error.
            LockSupport.parkNanos(this, TICK_NANOS);
            emitTick(demand.isPositive() ? assignment.takeChanges() : PartitionChanges.NONE);
            return;
        }
        held = !demand.isPositive() || draining;
        assignment.setPaused(held);
        try {
            long wait = Math.max(0, nextTickNanos - System.nanoTime());
            Duration upToTick = Duration.ofMillis((wait + POLL_UNIT_NANOS - 1) / POLL_UNIT_NANOS);
            ConsumerRecords<ByteBuffer, ByteBuffer> records = consumer.poll(held ? PAUSED_POLL : upToTick);
            if (!records.isEmpty() && held) {
                // Does not happen, for everything is paused; if it does, they come again.
                records.partitions()
                        .forEach(partition -> consumer.seek(
                                partition, records.records(partition).get(0).offset()));
            } else if (!records.isEmpty()) {
                deliver(records, assignment);
            } else if (demand.isPositive() && (assignment.hasChanges() || System.nanoTime() - nextTickNanos >= 0)) {
                caughtUp = assignment.isCaughtUp();
                emitTick(assignment.takeChanges());
            }
        } catch (OffsetOutOfRangeException e) {
            assignment.outOfRange(e);
        }
    }

    private void deliver(ConsumerRecords<ByteBuffer, ByteBuffer> records, Assignment assignment) {
        KafkaDelivery delivery = new KafkaDelivery(records, assignment, IngestClock.SYSTEM.epochNanos());
        received.setRelease(received.getPlain() + delivery.messageCount());
        emit(delivery);
        delivery.forgetMessages();
        nextTickNanos = System.nanoTime() + lingerNanos;
    }

    private void emitTick(PartitionChanges changes) {
        if (demand.isPositive()) {
            emit(Tick.of(changes));
        }
        nextTickNanos = System.nanoTime() + TICK_NANOS;
    }

    private void emit(Delivery delivery) {
        CoreSubscriber<? super Delivery> current = subscriber;
        if (current != null) {
            demand.consume();
            keeper.away();
            try {
                current.onNext(delivery);
            } finally {
                keeper.back();
            }
        }
    }

    /**
     * Asks that everything that was delivered becomes durable. In the midst of a poll; false when that will not be so
     * soon: while closing, or when it is the keeper who polls because an append does not return.
     */
    private boolean urge() {
        if (isClosing() || Thread.currentThread() != thread) {
            return false;
        }
        emitUrgently();
        return true;
    }

    private void emitUrgently() {
        CoreSubscriber<? super Delivery> current = subscriber;
        // Without demand everything is appended and urged already.
        if (current != null && demand.isPositive()) {
            demand.consume();
            current.onNext(Tick.URGENT);
        }
    }

    /** Looks now and then whether the broker is there, and how far behind we are. */
    private void watch(Assignment assignment, @Nullable Metric connections) {
        long now = System.nanoTime();
        if (now - nextWatchNanos < 0) {
            return;
        }
        nextWatchNanos = now + WATCH_NANOS;
        caughtUp = assignment.isCaughtUp();
        // A paused consumer may let its connections go.
        boolean reachable = connections == null || ((Number) connections.metricValue()).doubleValue() > 0;
        boolean connected = (held && log.isConnected())
                || (reachable && !assignment.partitions().isEmpty());
        if (connected) {
            lastConnectedNanos = now;
            backoff.reset();
            log.connected();
        } else if (now - lastConnectedNanos > DISCONNECTED_NANOS && !assignment.isWaiting()) {
            log.lost(reachable ? "no partition is assigned" : "no broker can be reached");
        }
        if (now - nextLagNanos >= 0) {
            nextLagNanos = now + LAG_NANOS;
            lags = assignment.lags();
        }
    }

    private static @Nullable Metric connectionCount(Consumer<?, ?> consumer) {
        for (Map.Entry<MetricName, ? extends Metric> metric : consumer.metrics().entrySet()) {
            if (metric.getKey().name().equals("connection-count")
                    && metric.getKey().group().equals("consumer-metrics")) {
                return metric.getValue();
            }
        }
        return null;
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(
                log.isConnected(),
                log.lastError(),
                log.connects(),
                received.get(),
                Map.of("deleted_by_broker", deleted.get()),
                0,
                lags,
                held);
    }

    @Override
    public boolean isLive() {
        return caughtUp && log.isConnected();
    }

    @Override
    public Optional<Instant> certificateExpiry() {
        return security.tls().flatMap(WatchedTls::expiry);
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public void close() {
        closing.countDown();
        Consumer<ByteBuffer, ByteBuffer> current = wakeable;
        if (current != null) {
            current.wakeup();
        }
        keeper.close();
        security.close();
        try {
            thread.join(2 * CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
