package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import io.weir.ingest.Backoff;
import io.weir.ingest.ConnectionLog;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Keeps a connection up until it is closed, on a thread of its own: connects, watches, and starts over with a new one. */
final class MqttSupervisor implements Runnable {
    private static final long WATCH_MS = 500;

    private final MqttSourceConfig config;
    private final long gatherNanos;
    private final MessageRing ring;
    private final ConnectionLog log;
    private final BooleanSupplier draining;
    private final LongAdder received = new LongAdder();
    private final LongAdder overflow = new LongAdder();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();

    /**
     * A supervisor that is not running yet.
     *
     * @param gatherNanos as for {@link PacketReader}
     * @param draining whether nothing more should be taken; any thread
     */
    MqttSupervisor(
            MqttSourceConfig config, long gatherNanos, MessageRing ring, ConnectionLog log, BooleanSupplier draining) {
        this.config = config;
        this.gatherNanos = gatherNanos;
        this.ring = ring;
        this.log = log;
        this.draining = draining;
    }

    @Override
    public void run() {
        try {
            while (closing.getCount() > 0) {
                connectOnce();
                pause(backoff.nextNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            log.closed();
        }
    }

    private void connectOnce() throws InterruptedException {
        MqttConnection connection;
        try {
            connection = new MqttConnection(
                    config, gatherNanos, ring, received, overflow, () -> ring.isHigh() || draining.getAsBoolean());
        } catch (MqttException | IllegalArgumentException e) {
            log.lost(MqttConnection.describe(e));
            return;
        }
        boolean politely = false;
        try {
            connection.open();
            log.connected();
            backoff.reset();
            politely = keep(connection);
            if (!politely) {
                log.lost(connection.loss());
            }
        } catch (MqttException | RuntimeException e) {
            log.lost(MqttConnection.describe(e));
        } finally {
            connection.close(politely);
        }
        while (ring.isHigh() && closing.getCount() > 0) {
            // What comes again has room by then.
            pause(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Until the connection is lost (false) or should be closed (true). */
    private boolean keep(MqttConnection connection) throws InterruptedException {
        while (closing.getCount() > 0) {
            if (connection.awaitLoss(closing.getCount() > 0 ? WATCH_MS : 0)) {
                return false;
            }
            connection.watch(System.nanoTime());
        }
        return true;
    }

    /** Waits; returns at once when closing. */
    private boolean pause(long nanos) throws InterruptedException {
        return closing.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Any thread: the connection should be closed, and no other made. */
    void close() {
        closing.countDown();
    }

    /** Messages taken; any thread. */
    long received() {
        return received.sum();
    }

    /** QoS 0 messages dropped because the ring was full; any thread. */
    long overflow() {
        return overflow.sum();
    }
}
