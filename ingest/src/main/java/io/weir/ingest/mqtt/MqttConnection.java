package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import io.weir.ingest.decode.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, from CONNECT to its end; never used again after that. Packet ids mean something on their
 * own connection only, so acknowledgements go through here or nowhere.
 */
final class MqttConnection implements MqttCallback {
    private static final int DEFAULT_PORT = 1883;
    private static final long CONNECT_MS = 15_000;
    private static final long SUBSCRIBE_MS = 15_000;
    private static final long GOODBYE_MS = 2_000;
    private static final long WRITE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int FIRST_ERROR_CODE = 0x80;

    private final MqttSourceConfig config;
    private final MessageRing ring;
    private final LongAdder received;
    private final LongAdder overflow;
    private final SafeSockets sockets;
    private final MqttAsyncClient client;
    private final CountDownLatch lostLatch = new CountDownLatch(1);
    private final CountDownLatch disconnected = new CountDownLatch(1);
    private volatile boolean established;
    /** No message or acknowledgement passes any more. */
    private volatile boolean over;

    private volatile String loss = "";
    /**
     * A connection that is not made yet.
     *
     * @param gatherNanos as for {@link PacketReader}
     * @param overload whether the broker should be held back now; any thread
     */
    MqttConnection(
            MqttSourceConfig config,
            long gatherNanos,
            MessageRing ring,
            LongAdder received,
            LongAdder overflow,
            BooleanSupplier overload)
            throws MqttException {
        this.config = config;
        this.ring = ring;
        this.received = received;
        this.overflow = overflow;
        this.sockets = new SafeSockets(
                (int) Math.min(config.maxPayload().bytes(), Integer.MAX_VALUE / 4),
                gatherNanos,
                new Intake(),
                () -> !over && overload.getAsBoolean());
        this.client = new MqttAsyncClient(address(config.url()), config.clientId(), new MemoryPersistence());
    }

    private static String address(URI url) {
        int port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
        return "tcp://" + url.getHost() + ":" + port;
    }

    /**
     * Connects and subscribes; returns or throws within half a minute.
     *
     * @throws MqttException if the broker cannot be reached or refuses
     */
    void open() throws MqttException {
        client.setManualAcks(true);
        client.setCallback(this);
        client.connect(options()).waitForCompletion(CONNECT_MS);
        established = true;
        MqttSubscription[] subscriptions = config.topics().stream()
                .map(topic -> {
                    MqttSubscription subscription = new MqttSubscription(topic, Math.min(config.qos(), 1));
                    // Retained messages come with a new subscription, not at every reconnect.
                    subscription.setRetainHandling(1);
                    return subscription;
                })
                .toArray(MqttSubscription[]::new);
        IMqttToken token = client.subscribe(subscriptions);
        token.waitForCompletion(SUBSCRIBE_MS);
        int[] codes = token.getReasonCodes();
        for (int i = 0; codes != null && i < codes.length; i++) {
            if (codes[i] >= FIRST_ERROR_CODE) {
                throw new MqttException(new IOException("the broker refuses the subscription to "
                        + config.topics().get(Math.min(i, config.topics().size() - 1)) + " (reason code " + codes[i]
                        + ")"));
            }
        }
    }

    private MqttConnectionOptions options() {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(Math.min(config.sessionExpiry().toSeconds(), 0xffff_ffffL));
        options.setReceiveMaximum(config.receiveMaximum());
        options.setKeepAliveInterval(
                (int) Math.min(65_535, Math.max(1, config.keepAlive().toSeconds())));
        options.setConnectionTimeout(10);
        options.setAutomaticReconnect(false);
        options.setSocketFactory(sockets);
        config.username().ifPresent(options::setUserName);
        config.password()
                .ifPresent(secret -> options.setPassword(secret.reveal().getBytes(StandardCharsets.UTF_8)));
        return options;
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
            client.close(true);
        } catch (IOException | MqttException e) {
            // There is nothing left to end.
            loss = loss.isEmpty() ? describe(e) : loss;
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

    /** One line for a person. */
    static String describe(@Nullable Throwable error) {
        if (error == null) {
            return "the connection was closed";
        }
        Throwable cause = error.getCause();
        if (cause != null && cause.getMessage() != null) {
            return cause.getMessage();
        }
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return error instanceof MqttException mqtt ? message + " (reason code " + mqtt.getReasonCode() + ")" : message;
    }

    /** Takes the messages off the socket; Paho's receiver thread. */
    private final class Intake implements PublishSink {
        private long taken;
        private long dropped;

        @Override
        public void publish(Topic topic, byte[] bytes, int offset, int length, long size, int packetId)
                throws IOException {
            if (over) {
                throw new IOException("the connection is over");
            }
            if (ring.offer(MqttConnection.this, topic, bytes, offset, length, size, packetId)) {
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

    // ---- Paho's callback thread: never blocks, never throws --------------------------------------------------------

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        // Messages do not come this far; one that does is not acknowledged, and comes again on the next connection.
        fail("the client library was given a message of " + topic);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        String why = describe(response == null ? null : response.getException());
        String reason = response == null ? null : response.getReasonString();
        fail(reason == null ? why : why + ": " + reason);
        disconnected.countDown();
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        // What is serious ends the connection, and is reported there.
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // Nothing is published.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverURI) {
        // Seen by the one who connects.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // No extended authentication.
    }
}
