package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import io.weir.config.MqttSourceConfig;
import io.weir.config.StreamConfig;
import io.weir.config.ValueOrigin;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.Streams;
import io.weir.model.FieldType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** User properties of MQTT 5 through two brokers. */
@Tag("slow")
@Timeout(120)
class MqttPropertiesTest {
    private static final int MESSAGES = 300;

    @TempDir
    private Path folder;

    @Test
    void shouldReadUserPropertiesFromMosquitto() throws Exception {
        MosquittoBroker.Installation found = MosquittoBroker.find().orElse(null);
        Assumptions.assumeTrue(found != null, "mosquitto is not installed: skipped");
        try (MosquittoBroker broker = found.start(folder)) {
            check(broker.port());
        }
    }

    @Test
    void shouldReadUserPropertiesFromArtemis() throws Exception {
        try (MqttBroker broker = MqttBroker.start(folder)) {
            check(broker.port());
        }
    }

    private static void check(int port) throws Exception {
        FakeJournals journals = new FakeJournals();
        StreamConfig stream = Streams.usual()
                .arrivalTime()
                .field("site", FieldType.STRING, new ValueOrigin.Property("site"))
                .field("number", FieldType.LONG, new ValueOrigin.Property("number"))
                .build();
        MqttSourceConfig config = MqttConfigs.of("mqtt://127.0.0.1:" + port, 1, 100);
        Ingest ingest = MqttConfigs.start(new MqttSource(config, Duration.ofMillis(2)), config, stream, journals);
        try {
            Await.until(
                    Duration.ofSeconds(30),
                    () -> ingest.sourceStats().toString(),
                    () -> ingest.sourceStats().connected());
            publish(port);
            Await.until(
                    Duration.ofSeconds(30),
                    () -> ingest.stats().toString(),
                    () -> journals.rowCount("readings", "press") == MESSAGES
                            && journals.rowCount("dead_letters", "dead_letters") == 1);
        } finally {
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
        for (Map<String, Object> row : journals.rows("readings", "press")) {
            long seq = (Long) row.getOrDefault("seq", -1L);
            if (seq % 2 == 0) {
                assertThat(row).containsEntry("site", "nörth").containsEntry("number", seq);
            } else {
                assertThat(row).doesNotContainKeys("site", "number");
            }
        }
        assertThat(journals.rows("dead_letters", "dead_letters"))
                .singleElement()
                .satisfies(it -> assertThat(it).containsEntry("properties", "{\"site\":\"a\\\"b\"}"));
    }

    private static void publish(int port) throws Exception {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + port, "publisher", new MemoryPersistence());
        client.connect();
        try {
            for (int i = 0; i < MESSAGES; i++) {
                MqttProperties properties = new MqttProperties();
                properties.setContentType("application/json");
                properties.setCorrelationData(new byte[] {0, 1, 2});
                if (i % 2 == 0) {
                    properties.setUserProperties(List.of(
                            new UserProperty("site", "lost"),
                            new UserProperty("number", String.valueOf(i)),
                            new UserProperty("site", "nörth")));
                }
                client.publish("plant/p1/press", message("{\"seq\":" + i + "}", i % 3 == 0 ? 0 : 1, properties));
            }
            MqttProperties properties = new MqttProperties();
            properties.setUserProperties(List.of(new UserProperty("site", "a\"b")));
            client.publish("plant/p1/press", message("nonsense", 1, properties));
        } finally {
            client.disconnect();
            client.close();
        }
    }

    private static MqttMessage message(String payload, int qos, MqttProperties properties) {
        MqttMessage message = new MqttMessage(payload.getBytes(StandardCharsets.UTF_8));
        message.setQos(qos);
        message.setProperties(properties);
        return message;
    }
}
