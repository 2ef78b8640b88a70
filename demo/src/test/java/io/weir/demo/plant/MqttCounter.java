package io.weir.demo.plant;

import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A plain subscriber to everything of the plant, from when it is made. */
final class MqttCounter implements AutoCloseable {
    private static final long LIMIT_MS = 30_000;

    private final MqttAsyncClient client;
    private final AtomicLong presses = new AtomicLong();
    private final AtomicLong pumps = new AtomicLong();

    MqttCounter(String url) throws MqttException {
        client = new MqttAsyncClient(url.replace("mqtt://", "tcp://"), "counter", new MemoryPersistence());
        client.setCallback(new Counting());
        client.connect(new MqttConnectionOptions()).waitForCompletion(LIMIT_MS);
        client.subscribe("plant/#", 1).waitForCompletion(LIMIT_MS);
    }

    /** How many came whose topic has this part, once there are enough or no further one came in time. */
    long await(String part, long expected) {
        AtomicLong counter = part.equals("/press") ? presses : pumps;
        boolean unused = Await.until(() -> counter.get() >= expected);
        return counter.get();
    }

    @Override
    public void close() throws MqttException {
        client.disconnect().waitForCompletion(LIMIT_MS);
        client.close(true);
    }

    private final class Counting implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            (topic.contains("/press") ? presses : pumps).incrementAndGet();
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
