package io.weir.brokers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** An MQTT 5 client with a session that outlives its connection, QoS 1. */
final class MqttRoundTrip implements AutoCloseable {
    private static final long LIMIT_MS = 30_000;
    private static final int WINDOW = 16;

    private final MqttAsyncClient client;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    MqttRoundTrip(Broker broker, String id) throws MqttException {
        client = new MqttAsyncClient(broker.url().replace("mqtt://", "tcp://"), id, new MemoryPersistence());
        client.setCallback(new Receiver());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3_600L);
        options.setReceiveMaximum(1_000);
        client.connect(options).waitForCompletion(LIMIT_MS);
    }

    void subscribe(String filter) throws MqttException {
        client.subscribe(filter, 1).waitForCompletion(LIMIT_MS);
    }

    /** Publishes texts with up to {@value #WINDOW} of them under way, and waits until the broker has taken all. */
    void publishAll(String topic, List<String> texts) throws MqttException {
        Deque<IMqttToken> underWay = new ArrayDeque<>();
        for (String text : texts) {
            if (underWay.size() == WINDOW) {
                underWay.remove().waitForCompletion(LIMIT_MS);
            }
            underWay.add(client.publish(topic, text.getBytes(StandardCharsets.UTF_8), 1, false));
        }
        for (IMqttToken token : underWay) {
            token.waitForCompletion(LIMIT_MS);
        }
    }

    /** At most {@code count} texts, fewer when no further one arrives in time. */
    List<String> receive(int count) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            String text = received.poll(LIMIT_MS, TimeUnit.MILLISECONDS);
            if (text == null) {
                return texts;
            }
            texts.add(text);
        }
        return texts;
    }

    /** Leaves; the session stays. */
    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect().waitForCompletion(LIMIT_MS);
        }
        client.close(true);
    }

    private final class Receiver implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            received.add(new String(message.getPayload(), StandardCharsets.UTF_8));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
