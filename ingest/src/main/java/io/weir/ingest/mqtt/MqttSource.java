package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import io.weir.ingest.ConnectionLog;
import io.weir.ingest.Delivery;
import io.weir.ingest.DeliveryFlux;
import io.weir.ingest.Demand;
import io.weir.ingest.IngestClock;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.Source;
import io.weir.ingest.SourceStats;
import io.weir.ingest.decode.Commands;
import io.weir.ingest.tls.WatchedTls;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Hot path. An MQTT subscription as a {@link Source}. Two threads: the supervisor keeps a connection up; the source's
 * own takes messages out of the ring in runs, delivers them, and writes the acknowledgements.
 */
public final class MqttSource implements Source {
    /** Kept here, for a JUL logger that nobody holds is collected, and its level with it. Paho logs per message. */
    private static final java.util.logging.Logger PAHO_LOG = java.util.logging.Logger.getLogger("org.eclipse.paho");

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MAX_GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MAX_RUN = 1024;
    private static final int MIN_RING = 16 * 1024;
    private static final long RING_BYTES = 48L << 20;
    private static final long CLOSE_MS = 8_000;

    private final MqttSourceConfig config;
    private final long lingerNanos;
    private final MessageRing ring;
    private final ConnectionLog log;
    private final Optional<WatchedTls> tls;
    private final MqttSupervisor supervisor;
    private final ConcurrentLinkedQueue<MqttDelivery> durable = new ConcurrentLinkedQueue<>();
    private final Demand demand;
    private final Thread sourceThread;
    private final Thread supervisorThread;
    private volatile @Nullable CoreSubscriber<? super Delivery> subscriber;
    private volatile boolean draining;
    private volatile boolean closing;

    // Of the source's thread:
    /** What the next delivery says of partitions: the first, that there is one. */
    private PartitionChanges changes;

    private char[] packetIds = new char[1024];
    /** The connection of the messages that are being delivered: commands go the way that they came. */
    private @Nullable MqttConnection delivering;

    /** @param linger how soon after a delivery a tick must follow */
    public MqttSource(MqttSourceConfig config, Duration linger) {
        PAHO_LOG.setLevel(Level.OFF);
        this.config = config;
        this.lingerNanos = Math.min(TICK_NANOS, Math.max(100_000, linger.toNanos()));
        // A broker may send more than the receive maximum: Mosquitto before 2.0.13 does.
        int capacity = Integer.highestOneBit(Math.max(MIN_RING, config.receiveMaximum() * 4) - 1) * 2;
        this.ring =
                new MessageRing(capacity, RING_BYTES + 2 * config.maxPayload().bytes());
        this.log = new ConnectionLog("source " + config.id() + " (" + brokers(config) + ")");
        this.tls = config.tls().map(files -> WatchedTls.watch(config.id(), files));
        this.supervisor = new MqttSupervisor(config, tls, gatherNanos(config, linger), ring, log, () -> draining);
        this.demand = new Demand(ring::wakeReader);
        this.changes = new PartitionChanges(List.of(config.id()), List.of());
        this.sourceThread = thread("weir-source-" + config.id(), this::run);
        this.supervisorThread = thread("weir-mqtt-" + config.id(), supervisor);
    }

    /**
     * For a small part of the linger, messages may gather in the socket. Not with QoS 1: a broker that waits for
     * acknowledgements sends nothing that could gather.
     */
    private static long gatherNanos(MqttSourceConfig config, Duration linger) {
        return config.qos() == 0 ? Math.min(MAX_GATHER_NANOS, linger.toNanos() / 8) : 0;
    }

    private static String brokers(MqttSourceConfig config) {
        return config.urls().stream().map(URI::toString).collect(Collectors.joining(", "));
    }

    private static Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Flux<Delivery> deliveries() {
        return new DeliveryFlux(demand, actual -> {
            subscriber = actual;
            sourceThread.start();
            supervisorThread.start();
        });
    }

    private void run() {
        ring.setReader(Thread.currentThread());
        long nextTick = System.nanoTime() + TICK_NANOS;
        while (!closing) {
            writeAcknowledgements();
            if (!demand.isPositive()) {
                ring.pause(TICK_NANOS);
                continue;
            }
            long now = System.nanoTime();
            if (ring.size() == 0 && nextTick - now > 0) {
                ring.await(nextTick - now);
                continue;
            }
            boolean any = deliver();
            nextTick = System.nanoTime() + (any ? lingerNanos : TICK_NANOS);
        }
        writeAcknowledgements();
    }

    /** Delivers what waits, up to a limit and of one connection; a tick if nothing does. */
    private boolean deliver() {
        long from = ring.head();
        long end = Math.min(ring.tail(), from + MAX_RUN);
        long to = from;
        while (to < end && ring.connection(to) == ring.connection(from)) {
            to++;
        }
        MqttDelivery delivery = new MqttDelivery(
                ring, config.id(), IngestClock.SYSTEM.epochNanos(), from, to, changes, this::acknowledged);
        changes = PartitionChanges.NONE;
        demand.consume();
        CoreSubscriber<? super Delivery> current = subscriber;
        if (current != null) {
            delivering = delivery.connection();
            current.onNext(delivery);
            delivering = null;
        }
        ring.releaseUntil(to);
        return to > from;
    }

    /** The commit thread. */
    private void acknowledged(MqttDelivery delivery) {
        durable.add(delivery);
        ring.wakeReader();
    }

    private void writeAcknowledgements() {
        MqttDelivery delivery = durable.poll();
        while (delivery != null) {
            MqttConnection connection = delivery.connection();
            int count = 0;
            while (delivery != null && delivery.connection() == connection) {
                count = append(delivery.packetIds(), count);
                delivery = durable.poll();
            }
            if (connection != null) {
                connection.acknowledge(packetIds, count);
            }
        }
    }

    private int append(char[] ids, int count) {
        if (packetIds.length < count + ids.length) {
            packetIds = Arrays.copyOf(packetIds, Math.max(packetIds.length * 2, count + ids.length));
        }
        System.arraycopy(ids, 0, packetIds, count, ids.length);
        return count + ids.length;
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(
                log.isConnected(),
                log.lastError(),
                log.connects(),
                supervisor.received(),
                Map.of("overflow", supervisor.overflow()),
                ring.size(),
                Map.of(),
                ring.isHigh());
    }

    @Override
    public boolean isLive() {
        return log.isConnected();
    }

    @Override
    public Optional<Instant> certificateExpiry() {
        return tls.flatMap(WatchedTls::expiry);
    }

    @Override
    public int window() {
        return config.qos() == 0 ? 0 : config.receiveMaximum();
    }

    @Override
    public Commands commands() {
        return (topic, payload) -> {
            MqttConnection connection = delivering;
            if (connection != null) {
                connection.publish(topic, payload);
            }
        };
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public void close() {
        closing = true;
        ring.wakeReader();
        join(sourceThread);
        supervisor.close();
        join(supervisorThread);
        tls.ifPresent(WatchedTls::close);
    }

    private static void join(Thread thread) {
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
