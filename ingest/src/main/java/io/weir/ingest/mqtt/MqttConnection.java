package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * One connection to a broker, from CONNECT to its end; never used again after that. Packet ids mean something on their
 * own connection only, so acknowledgements go through here or nowhere.
 */
final class MqttConnection {
    private static final int MAX_TOPIC_BYTES = 0xffff;
    private static final long GOODBYE_MS = 2_000;
    private static final long WRITE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final MqttSourceConfig config;
    private final MessageRing ring;
    private final LongAdder received;
    private final LongAdder overflow;
    private final SafeSockets sockets;
    private final PahoClient client;
    private final CountDownLatch lostLatch = new CountDownLatch(1);
    private final CountDownLatch disconnected = new CountDownLatch(1);
    private volatile boolean established;
    /** No message or acknowledgement passes any more. */
    private volatile boolean over;

    private volatile String loss = "";
    /**
     * A connection that is not made yet.
     *
     * @param url of the broker
     * @param transport to the broker
     * @param gatherNanos as for {@link PacketLimits}
     * @param overload whether the broker should be held back now; any thread
     */
    MqttConnection(
            MqttSourceConfig config,
            URI url,
            Transport transport,
            long gatherNanos,
            MessageRing ring,
            LongAdder received,
            LongAdder overflow,
            BooleanSupplier overload)
            throws IOException {
        this.config = config;
        this.ring = ring;
        this.received = received;
        this.overflow = overflow;
        this.sockets = new SafeSockets(
                transport,
                new PacketLimits(
                        (int) Math.min(config.maxPayload().bytes(), Integer.MAX_VALUE / 4),
                        config.version() == MqttSourceConfig.Version.V5,
                        gatherNanos),
                new Intake(),
                () -> !over && overload.getAsBoolean());
        this.client = PahoClient.of(config, url, sockets, this::ended);
    }

    /**
     * Connects and subscribes; returns or throws within half a minute.
     *
     * @throws IOException if the broker cannot be reached or refuses
     */
    void open() throws IOException {
        client.connect();
        established = true;
        client.subscribe();
    }

    private void ended(String why) {
        fail(why);
        disconnected.countDown();
    }

    /**
     * Acknowledges messages of this connection, in the order in which they came; does nothing once it is lost. The
     * source's thread.
     */
    void acknowledge(char[] packetIds, int count) {
        SafeSockets.SafeSocket socket = sockets.socket();
        PacketWriter writer = socket == null ? null : socket.writer();
        if (over || writer == null) {
            return;
        }
        try {
            writer.acknowledge(packetIds, count);
        } catch (IOException e) {
            fail("acknowledging failed: " + e.getMessage());
        }
    }

    /** Publishes with QoS 0; does nothing once it is lost. The source's thread. */
    void publish(String topic, byte[] payload) {
        SafeSockets.SafeSocket socket = sockets.socket();
        PacketWriter writer = socket == null ? null : socket.writer();
        byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
        if (over || writer == null || utf8.length > MAX_TOPIC_BYTES) {
            return;
        }
        try {
            writer.publish(utf8, config.version() == MqttSourceConfig.Version.V5, payload);
        } catch (IOException e) {
            fail("publishing failed: " + e.getMessage());
        }
    }

    /** Waits until the connection is lost, or the time is over; true if it is lost. */
    boolean awaitLoss(long millis) throws InterruptedException {
        return lostLatch.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Why it was lost. */
    String loss() {
        return loss;
    }

    /** Declares a connection lost that looks alive and is not. The supervisor's thread. */
    void watch(long nowNanos) {
        SafeSockets.SafeSocket socket = sockets.socket();
        PacketReader reader = socket == null ? null : socket.reader();
        PacketWriter writer = socket == null ? null : socket.writer();
        if (reader == null || writer == null) {
            return;
        }
        // A ping is answered at least once in a keep-alive.
        long silenceLimit = 2 * config.keepAlive().toNanos() + WRITE_LIMIT_NANOS;
        if (nowNanos - reader.lastReadNanos() > silenceLimit) {
            fail("the broker has been silent for more than two keep-alives");
        } else if (writer.blockedNanos(nowNanos) > WRITE_LIMIT_NANOS) {
            fail("the broker has not taken what was written for 30 s");
        }
    }

    private void fail(String why) {
        if (!over) {
            loss = why;
        }
        over = true;
        lostLatch.countDown();
    }

    /**
     * Ends the connection; returns within seconds.
     *
     * @param politely say good-bye and let the broker close, so that it has read every acknowledgement
     */
    void close(boolean politely) {
        over = true;
        SafeSockets.SafeSocket socket = sockets.socket();
        try {
            if (socket != null && socket.writer() != null && politely && lostLatch.getCount() > 0) {
                socket.writer().disconnect();
                awaitDisconnected();
            }
            if (socket != null) {
                socket.close();
            }
            if (established) {
                awaitDisconnected();
            }
        } catch (IOException e) {
            // There is nothing left to end.
            loss = loss.isEmpty() ? String.valueOf(e.getMessage()) : loss;
        } finally {
            client.close();
        }
    }

    private void awaitDisconnected() {
        try {
            if (!disconnected.await(GOODBYE_MS, TimeUnit.MILLISECONDS)) {
                loss = loss.isEmpty() ? "the client did not end in time" : loss;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the messages off the socket; Paho's receiver thread. */
    private final class Intake implements PublishSink {
        private long taken;
        private long dropped;

        @Override
        public void publish(
                Topic topic,
                MessageProperties properties,
                byte[] bytes,
                int offset,
                int length,
                long size,
                int packetId)
                throws IOException {
            if (over) {
                throw new IOException("the connection is over");
            }
            if (ring.offer(MqttConnection.this, topic, properties, bytes, offset, length, size, packetId)) {
                taken++;
            } else if (packetId == 0) {
                dropped++;
            } else {
                // Not acknowledged, so the broker sends it again on the next connection.
                fail("more messages are in flight than fit; they are fetched again");
                throw new IOException(loss);
            }
        }

        @Override
        public void endOfRun() {
            if (taken + dropped > 0) {
                received.add(taken);
                overflow.add(dropped);
                taken = 0;
                dropped = 0;
                ring.publish();
            }
        }
    }
}
