package io.weir.appliance.e2e;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** Publishes to an MQTT broker, and has its word for each QoS 1 message. */
final class MqttFeed implements AutoCloseable {
    private static final int IN_FLIGHT = 200;

    private final MqttAsyncClient client;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private int probes;

    MqttFeed(int port) throws MqttException {
        this(port, "", "");
    }

    /** @param user empty: without a password */
    MqttFeed(int port, String user, String password) throws MqttException {
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "feed", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setReceiveMaximum(65_535);
        if (!user.isEmpty()) {
            options.setUserName(user);
            options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        }
        client.connect(options).waitForCompletion(10_000);
    }

    /** Sends probes until one arrives: from then on the appliance is subscribed. */
    void awaitSubscriber(Path data) {
        Await.until(Duration.ofSeconds(30), () -> "the appliance does not subscribe", () -> {
            Reading probe = new Reading(-1 - probes, "probe", Reading.START_MS, -1);
            probes++;
            send(List.of(probe), 1);
            return Journals.count(data, "readings") > 0;
        });
        // A probe that came before the subscription is not journaled; the others are.
        Await.until(
                Duration.ofSeconds(10),
                () -> "probes",
                () -> Journals.readings(data).stream().anyMatch(r -> r.id() == -probes));
        probes = (int) Journals.count(data, "readings");
    }

    /** How many probes were journaled. */
    int probes() {
        return probes;
    }

    /** Returns when the broker has acknowledged all (QoS 1), or all are written (QoS 0). */
    void send(List<Reading> readings, int qos) {
        for (Reading reading : readings) {
            send("plant/" + reading.device() + "/press", reading.json().getBytes(StandardCharsets.UTF_8), qos);
        }
        inFlight.acquireUninterruptibly(IN_FLIGHT);
        inFlight.release(IN_FLIGHT);
        if (failure.get() != null) {
            throw new AssertionError("the test could not publish", failure.get());
        }
    }

    void send(String topic, byte[] payload, int qos) {
        inFlight.acquireUninterruptibly();
        try {
            client.publish(topic, new MqttMessage(payload, qos, false, null), null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    inFlight.release();
                }

                @Override
                public void onFailure(IMqttToken token, Throwable error) {
                    failure.set(error);
                    inFlight.release();
                }
            });
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, 100, false);
        client.close(true);
    }
}
