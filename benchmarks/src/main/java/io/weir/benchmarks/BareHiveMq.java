package io.weir.benchmarks;

import ch.qos.logback.classic.Level;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * Beside Paho: a subscriber on HiveMQ's client that counts and throws away: {@code BareHiveMq port qos count}. With QoS 0 the
 * client itself drops what comes too fast.
 */
final class BareHiveMq {
    private final long count;
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private volatile long seen;
    private volatile long firstNanos;
    private volatile long lastNanos;

    private BareHiveMq(long count) {
        this.count = count;
    }

    public static void main(String[] args) throws Exception {
        // It would log each message that it drops.
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("com.hivemq")).setLevel(Level.OFF);
        BareHiveMq counter = new BareHiveMq(Long.parseLong(args[2]));
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier("bare")
                .serverHost("127.0.0.1")
                .serverPort(Integer.parseInt(args[0]))
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> counter.arrived());
        // With its own receive maximum, the largest: Mosquitto before 2.0.13 sends more than a small one.
        client.connect().get();
        client.subscribeWith()
                .topicFilter("plant/#")
                .qos(Objects.requireNonNull(MqttQos.fromCode(Integer.parseInt(args[1]))))
                .send()
                .get();
        System.out.println("ready");
        while (!counter.isDone()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.printf(
                "%.0f messages/s, cpu_s=%.2f, dropped %d%n",
                counter.seen / ((counter.lastNanos - counter.firstNanos) / 1e9),
                os.getProcessCpuTime() / 1e9,
                counter.count - counter.seen);
        System.exit(0);
    }

    /** One thread of the client's. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void arrived() {
        lastNanos = System.nanoTime();
        if (seen == 0) {
            firstNanos = lastNanos;
        }
        seen++;
    }

    private boolean isDone() {
        return seen == count || (seen > 0 && System.nanoTime() - lastNanos > SILENCE_NANOS);
    }
}
