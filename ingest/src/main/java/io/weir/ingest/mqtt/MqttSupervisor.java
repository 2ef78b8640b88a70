package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import io.weir.ingest.Backoff;
import io.weir.ingest.ConnectionLog;
import io.weir.ingest.tls.WatchedTls;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Keeps a connection up until it is closed, on a thread of its own: connects, watches, and starts over with a new one. */
final class MqttSupervisor implements Runnable {
    private static final long WATCH_MS = 500;

    private final MqttSourceConfig config;
    private final Optional<WatchedTls> tls;
    private final WebSocketClients webSockets;
    private final long gatherNanos;
    private final MessageRing ring;
    private final ConnectionLog log;
    private final BooleanSupplier draining;
    private final LongAdder received = new LongAdder();
    private final LongAdder overflow = new LongAdder();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();
    /** Which of the brokers is tried next. Of this thread. */
    private int broker;

    /**
     * A supervisor that is not running yet.
     *
     * @param tls present if connections are to be encrypted
     * @param gatherNanos as for {@link PacketLimits}
     * @param draining whether nothing more should be taken; any thread
     */
    MqttSupervisor(
            MqttSourceConfig config,
            Optional<WatchedTls> tls,
            long gatherNanos,
            MessageRing ring,
            ConnectionLog log,
            BooleanSupplier draining) {
        this.config = config;
        this.tls = tls;
        this.webSockets = new WebSocketClients(tls);
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
        URI url = config.urls().get(broker);
        // Whether it cannot be reached or is lost later: the next attempt is for the one behind it.
        broker = (broker + 1) % config.urls().size();
        try {
            connection = new MqttConnection(
                    config,
                    url,
                    transport(url),
                    gatherNanos,
                    ring,
                    received,
                    overflow,
                    () -> ring.isHigh() || draining.getAsBoolean());
        } catch (IOException e) {
            log.lost(describe(url, String.valueOf(e.getMessage())));
            return;
        }
        boolean politely = false;
        try {
            connection.open();
            log.connected(config.urls().size() > 1 ? " to " + url : "");
            backoff.reset();
            politely = keep(connection);
            if (!politely) {
                log.lost(describe(url, connection.loss()));
            }
        } catch (IOException | RuntimeException e) {
            log.lost(describe(url, e.getMessage() == null ? e.toString() : e.getMessage()));
        } finally {
            connection.close(politely);
        }
        while (ring.isHigh() && closing.getCount() > 0) {
            // What comes again has room by then.
            pause(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private Transport transport(URI url) {
        return url.getScheme().startsWith("ws")
                ? new WebSocketTransport(webSockets, url)
                : new SocketTransport(tls.map(WatchedTls::socketFactory));
    }

    /** With several brokers, which of them it is about; with TLS files that cannot be used, that. */
    private String describe(URI url, String what) {
        String files = tls.map(WatchedTls::problem).orElse("");
        String text = files.isEmpty() || what.contains(files) ? what : what + "; " + files;
        return config.urls().size() > 1 ? url + ": " + text : text;
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
