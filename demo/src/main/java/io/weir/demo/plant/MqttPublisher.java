package io.weir.demo.plant;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Sends over several MQTT connections; a device keeps to one of them, and so to its order. */
final class MqttPublisher implements Publisher {
    private static final int CONNECTIONS = 4;

    private final List<MqttLink> links = new ArrayList<>();

    MqttPublisher(String url, PlantCounters counters, BooleanSupplier stopped) {
        for (int i = 0; i < CONNECTIONS; i++) {
            links.add(new MqttLink(url, "plant-" + (i + 1), counters, stopped));
        }
    }

    @Override
    public void connect() throws InterruptedException {
        for (MqttLink link : links) {
            link.connect();
        }
    }

    @Override
    public void send(Message message) throws InterruptedException {
        links.get(message.index() % CONNECTIONS).send(message);
    }

    @Override
    public void finish(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (MqttLink link : links) {
            link.finish(deadline);
        }
    }
}
