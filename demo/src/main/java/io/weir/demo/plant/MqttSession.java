package io.weir.demo.plant;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** One connection of a Paho client, used once; at most as many messages under way as the broker wants. */
final class MqttSession {
    /** Enough for full speed on loopback. */
    private static final int MOST_UNDER_WAY = 256;

    private static final long LIMIT_MS = 5_000;
    private static final int FIRST_REFUSAL = 0x80;
    private static final int LAST_REFUSAL = 0xFF;

    /** Told on the client's thread. */
    interface Outcome {
        void acked(long number);

        /** The broker has refused the message. */
        void failed(long number);
    }

    private final MqttAsyncClient client;
    private final Outcome outcome;
    private final Semaphore room;
    private volatile boolean lost;

    private MqttSession(MqttAsyncClient client, Outcome outcome, int window) {
        this.client = client;
        this.outcome = outcome;
        this.room = new Semaphore(window);
    }

    /** @throws MqttException when there is no connection within some seconds */
    static MqttSession connect(String url, String clientId, Outcome outcome) throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient(url.replace("mqtt://", "tcp://"), clientId, new MemoryPersistence());
        try {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setCleanStart(true);
            options.setAutomaticReconnect(false);
            options.setKeepAliveInterval(30);
            IMqttToken token = client.connect(options);
            token.waitForCompletion(LIMIT_MS);
            return new MqttSession(client, outcome, window(token.getResponseProperties()));
        } catch (MqttException e) {
            close(client);
            throw e;
        }
    }

    private static int window(MqttProperties properties) {
        Integer receiveMaximum = properties == null ? null : properties.getReceiveMaximum();
        return receiveMaximum == null ? MOST_UNDER_WAY : Math.min(MOST_UNDER_WAY, receiveMaximum);
    }

    /** Whether the connection has ended. */
    boolean lost() {
        return lost || !client.isConnected();
    }

    /** Takes room for one message; false when there is none in time, or no connection. */
    boolean awaitRoom(long limitMs) throws InterruptedException {
        return !lost() && room.tryAcquire(limitMs, TimeUnit.MILLISECONDS);
    }

    /** After {@link #awaitRoom}. What cannot be sent is left to the next session. */
    void publish(long number, Message message) throws InterruptedException {
        while (true) {
            try {
                client.publish(message.topic(), message.payload(), 1, false, null, new Listener(number));
                return;
            } catch (MqttException e) {
                if (e.getReasonCode() != MqttClientException.REASON_CODE_MAX_INFLIGHT) {
                    lost = true;
                    return;
                }
                // The client tells of an acknowledgement a moment before it counts it.
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    void close() {
        lost = true;
        close(client);
    }

    private static void close(MqttAsyncClient client) {
        try {
            if (client.isConnected()) {
                client.disconnect().waitForCompletion(LIMIT_MS);
            }
        } catch (MqttException goneAnyway) {
            // The socket is closed below.
        }
        try {
            client.disconnectForcibly(0, 100, false);
        } catch (MqttException notConnected) {
            // As it should be.
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            System.err.println("an MQTT client could not be closed: " + e);
        }
    }

    private final class Listener implements MqttActionListener {
        private final long number;

        Listener(long number) {
            this.number = number;
        }

        @Override
        public void onSuccess(IMqttToken token) {
            room.release();
            if (refused(token.getReasonCodes())) {
                outcome.failed(number);
            } else {
                outcome.acked(number);
            }
        }

        @Override
        public void onFailure(IMqttToken token, Throwable failure) {
            room.release();
            if (failure instanceof MqttException e
                    && e.getReasonCode() >= FIRST_REFUSAL
                    && e.getReasonCode() <= LAST_REFUSAL) {
                outcome.failed(number);
            } else {
                lost = true;
            }
        }

        private static boolean refused(int[] reasonCodes) {
            if (reasonCodes == null) {
                return false;
            }
            for (int code : reasonCodes) {
                if (code >= FIRST_REFUSAL) {
                    return true;
                }
            }
            return false;
        }
    }
}
