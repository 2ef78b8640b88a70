package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import io.weir.config.DecodeConfig;
import io.weir.config.MqttSourceConfig;
import io.weir.config.MqttSourceConfig.Version;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.sparkplug.Payloads;
import io.weir.model.FieldType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An edge node that has been running for long when Weir comes. */
@Tag("slow")
@Timeout(120)
class SparkplugEndToEndTest {
    private static final int READINGS = 600;

    @TempDir
    private Path folder;

    @Test
    void shouldAskForABirthThroughMosquitto() throws Exception {
        MosquittoBroker.Installation found = MosquittoBroker.find().orElse(null);
        Assumptions.assumeTrue(found != null, "mosquitto is not installed: skipped");
        try (MosquittoBroker broker = found.start(folder)) {
            check(broker.port(), Version.V5);
            check(broker.port(), Version.V3_1_1);
        }
    }

    @Test
    void shouldAskForABirthThroughArtemis() throws Exception {
        try (MqttBroker broker = MqttBroker.start(folder)) {
            check(broker.port(), Version.V5);
        }
    }

    private static void check(int port, Version version) throws Exception {
        FakeJournals journals = new FakeJournals();
        MqttSourceConfig config = config(port, version);
        Streams stream = Streams.stream()
                .decode(new DecodeConfig.SparkplugB(true))
                .key(Streams.payloadKey(DecodeConfig.SparkplugB.ID))
                .time(TimeUnitConfig.MS, DecodeConfig.SparkplugB.TIME)
                .field("temp", FieldType.DOUBLE, "Inlet/Temp");
        Ingest ingest =
                MqttConfigs.start(new MqttSource(config, Duration.ofMillis(2)), config, stream.build(), journals);
        try (EdgeNode node = new EdgeNode(port)) {
            Await.until(
                    Duration.ofSeconds(30),
                    () -> ingest.sourceStats().toString(),
                    () -> ingest.sourceStats().connected());
            node.data();
            Await.until(Duration.ofSeconds(30), () -> ingest.stats().toString(), node::isBorn);
            while (node.sent < READINGS) {
                node.isBorn();
                node.data();
            }
            Await.until(
                    Duration.ofSeconds(30),
                    () -> ingest.stats().toString(),
                    () -> ingest.stats().streams().get("press").received() >= READINGS + 2
                            && ingest.stats().inFlightMessages() == 0);
        } finally {
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
        StreamStats stats = ingest.stats().streams().get("press");
        long unread = stats.deadLetters().getOrDefault(Reason.NO_BIRTH, 0L);
        assertThat(unread).as(stats.toString()).isBetween(1L, (long) READINGS - 1);
        assertThat(stats.deadLetters()).hasSize(1);
        assertThat(journals.rowCount("dead_letters", "dead_letters")).isEqualTo(unread);
        // The birth of the device is a row, too.
        assertThat(journals.rowCount("readings", "press")).isEqualTo(READINGS + 1 - unread);
        assertThat(journals.rows("readings", "press"))
                .allSatisfy(row -> assertThat(row).containsKey("temp"));
        assertThat(stats.received()).isEqualTo(stats.journaled() + stats.dropped() + unread);
        assertThat(stats.sequenceGaps()).isZero();
    }

    private static MqttSourceConfig config(int port, Version version) {
        MqttSourceConfig usual = MqttConfigs.of(
                List.of(URI.create("mqtt://127.0.0.1:" + port)),
                version,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(30));
        return new MqttSourceConfig(
                usual.id(),
                usual.urls(),
                version,
                List.of("spBv1.0/+/+/+/#"),
                1,
                "weir-sparkplug-" + version,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                usual.keepAlive(),
                usual.sessionExpiry(),
                usual.receiveMaximum(),
                usual.maxPayload());
    }

    /** Sends by aliases, and its births when it is asked. */
    private static final class EdgeNode implements AutoCloseable {
        private static final String NODE = "spBv1.0/north/%s/edge1";

        private final MqttClient client;
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private int births;
        private int sent;
        private int sequence = 100;

        EdgeNode(int port) throws MqttException {
            client = new MqttClient("tcp://127.0.0.1:" + port, "edge1", new MemoryPersistence());
            client.setCallback(new LastWords(asked));
            client.connect();
            client.subscribe(new MqttSubscription[] {new MqttSubscription(NODE.formatted("NCMD"), 0)});
        }

        /** Whether its births have been sent, of which each that it is asked for is sent once. */
        boolean isBorn() {
            try {
                while (births < asked.size()) {
                    births++;
                    bear();
                }
            } catch (MqttException e) {
                throw new IllegalStateException(e);
            }
            return births > 0;
        }

        void data() throws MqttException {
            publish(
                    NODE.formatted("DDATA") + "/press7",
                    Payloads.of(
                            sequence, Payloads.aliased(10, MetricDataType.Double, 20.0, System.currentTimeMillis())));
            sent++;
        }

        private void bear() throws MqttException {
            sequence = 0;
            publish(NODE.formatted("NBIRTH"), Payloads.of(sequence, Payloads.named("bdSeq", MetricDataType.Int64, 1L)));
            publish(
                    NODE.formatted("DBIRTH") + "/press7",
                    Payloads.of(
                            sequence,
                            Payloads.defined(
                                    "Inlet/Temp", 10, MetricDataType.Double, 19.0, System.currentTimeMillis())));
        }

        private void publish(String topic, byte[] payload) throws MqttException {
            client.publish(topic, payload, 1, false);
            sequence = (sequence + 1) & 0xff;
        }

        @Override
        public void close() throws MqttException {
            client.disconnect();
            client.close();
        }
    }
}
