package io.weir.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** The yardstick: a Paho subscriber as it comes that counts and throws away: {@code BarePaho port qos count}. */
final class BarePaho {
    private BarePaho() {}

    public static void main(String[] args) throws Exception {
        java.util.logging.Logger.getLogger("org.eclipse.paho").setLevel(java.util.logging.Level.WARNING);
        Counter counter = new Counter(Long.parseLong(args[2]));
        MqttAsyncClient client = new MqttAsyncClient("tcp://127.0.0.1:" + args[0], "bare", new MemoryPersistence());
        client.setCallback(counter);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setReceiveMaximum(1000);
        client.connect(options).waitForCompletion(10_000);
        client.subscribe("plant/#", Integer.parseInt(args[1])).waitForCompletion(10_000);
        System.out.println("ready");
        counter.done.await();
        OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.printf("%.0f messages/s, cpu_s=%.2f%n", counter.perSecond(), os.getProcessCpuTime() / 1e9);
        System.exit(0);
    }

    private static final class Counter implements MqttCallback {
        private final long count;
        private final CountDownLatch done = new CountDownLatch(1);
        private long seen;
        private long firstNanos;
        private volatile long lastNanos;

        Counter(long count) {
            this.count = count;
        }

        double perSecond() {
            return seen / ((lastNanos - firstNanos) / 1e9);
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            long now = System.nanoTime();
            if (seen++ == 0) {
                firstNanos = now;
            }
            if (seen == count) {
                lastNanos = now;
                done.countDown();
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            System.err.println("disconnected: " + response.getReasonString());
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            System.err.println(exception);
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
