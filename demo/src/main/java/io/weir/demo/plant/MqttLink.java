package io.weir.demo.plant;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * One client of the MQTT broker, QoS 1. When its connection is lost it makes another, and sends again what was not
 * acknowledged: the broker gets each message at least once, and each is counted once. One thread sends; the client's thread
 * acknowledges.
 */
final class MqttLink implements MqttSession.Outcome {
    private static final long RETRY_MS = 200;
    private static final long POLL_MS = 20;

    private final String url;
    private final String clientId;
    private final PlantCounters counters;
    private final BooleanSupplier stopped;
    /** Sent and not acknowledged, by number; a message leaves it once. */
    private final ConcurrentSkipListMap<Long, Message> underWay = new ConcurrentSkipListMap<>();

    private long lastNumber; // sending thread
    private @Nullable MqttSession session; // sending thread

    MqttLink(String url, String clientId, PlantCounters counters, BooleanSupplier stopped) {
        this.url = url;
        this.clientId = clientId;
        this.counters = counters;
        this.stopped = stopped;
    }

    void connect() throws InterruptedException {
        var unused = connected();
    }

    void send(Message message) throws InterruptedException {
        MqttSession open = connected();
        while (open != null && !open.awaitRoom(POLL_MS)) {
            if (stopped.getAsBoolean()) {
                return;
            }
            open = connected();
        }
        if (open != null) {
            long number = ++lastNumber;
            underWay.put(number, message);
            counters.sent(message);
            open.publish(number, message);
        }
    }

    /** Waits for the acknowledgements, connecting again where that is needed. */
    void finish(long deadlineNanos) throws InterruptedException {
        while (!underWay.isEmpty() && System.nanoTime() < deadlineNanos) {
            if (session == null || session.lost()) {
                reconnect();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        underWay.keySet().forEach(number -> failed(number));
        if (session != null) {
            session.close();
        }
    }

    @Override
    public void acked(long number) {
        if (underWay.remove(number) != null) {
            counters.acked();
        }
    }

    @Override
    public void failed(long number) {
        if (underWay.remove(number) != null) {
            counters.failed();
        }
    }

    /** The connection, made again as often as needed; null when the plant is stopped without one. */
    private @Nullable MqttSession connected() throws InterruptedException {
        while (session == null || session.lost()) {
            if (stopped.getAsBoolean()) {
                return null;
            }
            if (!reconnect()) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            }
        }
        return session;
    }

    private boolean reconnect() throws InterruptedException {
        if (session != null) {
            session.close();
            session = null;
        }
        MqttSession made;
        try {
            made = MqttSession.connect(url, clientId, this);
        } catch (MqttException unreachable) {
            return false;
        }
        session = made;
        for (Map.Entry<Long, Message> one : underWay.entrySet()) {
            while (!made.awaitRoom(POLL_MS)) {
                if (made.lost()) {
                    return false;
                }
            }
            made.publish(one.getKey(), one.getValue());
        }
        return true;
    }
}
