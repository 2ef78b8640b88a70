package io.weir.ingest.http;

import io.weir.config.HttpSourceConfig;
import io.weir.ingest.Backoff;
import io.weir.ingest.ConnectionLog;
import io.weir.ingest.Delivery;
import io.weir.ingest.DeliveryFlux;
import io.weir.ingest.Demand;
import io.weir.ingest.IngestClock;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.Source;
import io.weir.ingest.SourceStats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Posted messages as a {@link Source}: one delivery a request. A request waits in a bounded queue until there is demand;
 * one for which there is no room, or none for too long, is answered 429.
 */
public final class HttpSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSource.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MAX_WAITING = 1024;
    private static final long MAX_WAITING_BYTES = 64L << 20;
    private static final long CLOSE_MS = 8_000;

    private final HttpSourceConfig config;
    private final Set<String> streams;
    private final long lingerNanos;
    private final ConnectionLog log;
    private final Demand demand;
    private final Thread thread;
    private final Budget budget;
    private final BodySplitter splitter;
    private final ConcurrentLinkedQueue<PostRequest> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private final Map<String, AtomicLong> refused = new ConcurrentHashMap<>();
    private final HttpEndpoint.Intake intake = new Intake();
    private volatile @Nullable CoreSubscriber<? super Delivery> subscriber;
    private volatile @Nullable HttpEndpoint endpoint;
    private volatile boolean draining;
    private volatile boolean closing;
    /** When the source's thread last could take a request. */
    private volatile long lastOpenNanos = System.nanoTime();

    // Of the source's thread:
    private final Backoff backoff = new Backoff();
    private long nextBindNanos = System.nanoTime();
    private PartitionChanges changes;

    /**
     * Not started yet.
     *
     * @param streams ids of those that can be posted to
     * @param linger how soon after a delivery a tick must follow
     */
    public HttpSource(HttpSourceConfig config, Set<String> streams, Duration linger) {
        this.config = config;
        this.streams = Set.copyOf(streams);
        this.lingerNanos = Math.min(TICK_NANOS, Math.max(100_000, linger.toNanos()));
        String scheme = config.serverTls().isPresent() ? "https" : "http";
        this.log = new ConnectionLog(
                "source " + config.id() + " (" + scheme + " on " + config.host() + ":" + config.port() + ")");
        this.budget =
                new Budget(Math.max(MAX_WAITING_BYTES, 2 * config.maxBody().bytes()));
        this.splitter = new BodySplitter((int) config.maxBody().bytes());
        this.changes = new PartitionChanges(List.of(config.id()), List.of());
        this.thread = new Thread(this::run, "weir-source-" + config.id());
        this.thread.setDaemon(true);
        this.demand = new Demand(() -> LockSupport.unpark(thread));
    }

    @Override
    public String id() {
        return config.id();
    }

    /** The port that is listened on; -1 before. For embedding, and tests. */
    public int port() {
        HttpEndpoint current = endpoint;
        return current == null ? -1 : current.port();
    }

    @Override
    public Flux<Delivery> deliveries() {
        return new DeliveryFlux(demand, actual -> {
            subscriber = actual;
            thread.start();
        });
    }

    private void run() {
        if (config.token().isPresent()
                && config.serverTls().isEmpty()
                && !config.host().startsWith("127.")) {
            LOG.warn(
                    "source {}: without tls the token can be read by whoever listens on the network; add"
                            + " tls: {{ cert_file: …, key_file: … }}",
                    config.id());
        }
        long nextTick = System.nanoTime();
        while (!closing) {
            bind();
            long now = System.nanoTime();
            if (!demand.isPositive()) {
                LockSupport.parkNanos(this, TICK_NANOS);
                continue;
            }
            lastOpenNanos = now;
            PostRequest request = queue.poll();
            if (request == null && nextTick - now > 0) {
                LockSupport.parkNanos(this, nextTick - now);
                continue;
            }
            boolean any = false;
            if (request == null) {
                emit(null);
            } else {
                waiting.decrementAndGet();
                any = serve(request);
            }
            nextTick = System.nanoTime() + (any ? lingerNanos : TICK_NANOS);
        }
    }

    /** Listens, if that has not been possible before. */
    private void bind() {
        if (endpoint != null || draining || System.nanoTime() - nextBindNanos < 0) {
            return;
        }
        try {
            endpoint = new HttpEndpoint(config, streams, budget, intake);
            log.connected();
        } catch (RuntimeException e) {
            nextBindNanos = System.nanoTime() + backoff.nextNanos();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            log.lost("cannot listen: " + cause.getMessage());
        }
    }

    private boolean serve(PostRequest request) {
        boolean delivered = false;
        if (request.take()) {
            Answer refusal = splitter.split(request.body(), request.length(), request.isGzip(), request.shape());
            if (refusal == null) {
                received.addAndGet(splitter.count());
                emit(request);
                delivered = true;
            } else {
                request.answer(refusal);
            }
        }
        request.releaseBody();
        return delivered;
    }

    private void emit(@Nullable PostRequest request) {
        CoreSubscriber<? super Delivery> current = subscriber;
        if (current != null) {
            demand.consume();
            PartitionChanges now = changes;
            changes = PartitionChanges.NONE;
            current.onNext(new HttpDelivery(config.id(), IngestClock.SYSTEM.epochNanos(), now, request, splitter));
        }
    }

    /** Called by the endpoint, on Netty's threads. */
    private final class Intake implements HttpEndpoint.Intake {
        @Override
        public @Nullable Answer busy() {
            if (draining) {
                return Answer.later(503, "stopping", "nothing was taken: the appliance is stopping");
            }
            if (System.nanoTime() - lastOpenNanos > STALL_NANOS) {
                return Answer.later(429, "backpressure", "nothing was taken: the journal takes no more now");
            }
            return waiting.get() >= MAX_WAITING
                    ? Answer.later(429, "backpressure", "nothing was taken: too many requests wait for the journal")
                    : null;
        }

        @Override
        public @Nullable Answer offer(PostRequest request) {
            Answer busy = busy();
            if (busy != null) {
                return busy;
            }
            waiting.incrementAndGet();
            queue.add(request);
            LockSupport.unpark(thread);
            return null;
        }

        @Override
        public void refused(String reason) {
            refused.computeIfAbsent(reason, key -> new AtomicLong()).incrementAndGet();
        }
    }

    @Override
    public SourceStats stats() {
        HttpEndpoint current = endpoint;
        return new SourceStats(
                log.isConnected(),
                log.lastError(),
                current == null ? 0 : current.accepted(),
                received.get(),
                Map.of(),
                waiting.get(),
                Map.of(),
                System.nanoTime() - lastOpenNanos > TICK_NANOS * 4);
    }

    @Override
    public Map<String, Long> refused() {
        Map<String, Long> counts = new LinkedHashMap<>();
        refused.forEach((reason, count) -> counts.put(reason, count.get()));
        return counts;
    }

    @Override
    public boolean isLive() {
        return log.isConnected() && waiting.get() == 0;
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public void close() {
        draining = true;
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (PostRequest request = queue.poll(); request != null; request = queue.poll()) {
            if (request.take()) {
                request.answer(Answer.later(503, "stopping", "nothing was taken: the appliance is stopping"));
            }
            request.releaseBody();
        }
        HttpEndpoint current = endpoint;
        if (current != null) {
            current.close();
        }
        log.closed();
    }
}
