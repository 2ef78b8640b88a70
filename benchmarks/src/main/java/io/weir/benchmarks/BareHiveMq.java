package io.weir.benchmarks;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** Beside Paho: a subscriber on HiveMQ's client that counts and throws away: {@code BareHiveMq port qos count}. */
final class BareHiveMq {
    private final long count;
    private final CountDownLatch done = new CountDownLatch(1);
    private long seen;
    private long firstNanos;
    private volatile long lastNanos;

    private BareHiveMq(long count) {
        this.count = count;
    }

    public static void main(String[] args) throws Exception {
        BareHiveMq counter = new BareHiveMq(Long.parseLong(args[2]));
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier("bare")
                .serverHost("127.0.0.1")
                .serverPort(Integer.parseInt(args[0]))
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> counter.arrived());
        client.connectWith()
                .restrictions()
                .receiveMaximum(1000)
                .applyRestrictions()
                .send()
                .get();
        client.subscribeWith()
                .topicFilter("plant/#")
                .qos(Objects.requireNonNull(MqttQos.fromCode(Integer.parseInt(args[1]))))
                .send()
                .get();
        System.out.println("ready");
        counter.done.await();
        OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.printf("%.0f messages/s, cpu_s=%.2f%n", counter.perSecond(), os.getProcessCpuTime() / 1e9);
        System.exit(0);
    }

    /** One thread of the client's. */
    private void arrived() {
        long now = System.nanoTime();
        if (seen++ == 0) {
            firstNanos = now;
        }
        if (seen == count) {
            lastNanos = now;
            done.countDown();
        }
    }

    private double perSecond() {
        return count / ((lastNanos - firstNanos) / 1e9);
    }
}
