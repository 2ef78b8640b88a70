package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class MqttEndToEndTest {
    private static final int READINGS = 100_000;

    @TempDir
    private Path dir;

    @Test
    void shouldJournalEveryQos1MessageFromTheEmbeddedBroker() throws Exception {
        try (MqttBroker broker = MqttBroker.start(dir.resolve("broker"))) {
            everyMessageArrives(broker, 1);
        }
    }

    @Test
    void shouldJournalEveryQos1MessageFromMosquitto() throws Exception {
        MosquittoBroker.Installation mosquitto = MosquittoBroker.find().orElse(null);
        Assumptions.assumeTrue(mosquitto != null, "mosquitto is not installed: skipped");
        try (MosquittoBroker broker = mosquitto.start(dir.resolve("broker"))) {
            everyMessageArrives(broker, 1);
        }
    }

    private void everyMessageArrives(Broker broker, int qos) throws Exception {
        // Artemis may hand QoS 1 messages of different moments over in another order, so the disorder is bounded here.
        List<Reading> readings = new ArrayList<>(Reading.generate(READINGS, 50, 0, 5));
        Path data = dir.resolve("data");
        Path config = TestConfig.write(dir, TestConfig.mqtt(broker.port(), "plant/#", qos), "2s", "");
        Appliance appliance = Appliance.start(TestConfig.read(config));
        long probes;
        try (MqttFeed feed = new MqttFeed(broker.port())) {
            feed.awaitSubscriber(data);
            probes = feed.probes();
            feed.send(readings, qos);
            KafkaEndToEndTest.awaitRows(data, READINGS + (int) probes);
            KafkaEndToEndTest.awaitWindows(data, readings);
        } finally {
            appliance.stop();
        }
        Bags.assertSame(
                "readings",
                Journals.readings(data).stream().filter(r -> r.id() >= 0).toList(),
                readings);
        assertThat(Journals.lines(data, "results", "press_1s")).isEqualTo(ExpectedWindows.lines(readings, 1000, 1000));
        assertThat(Journals.lines(data, "results", "press_4s")).isEqualTo(ExpectedWindows.lines(readings, 4000, 2000));
    }
}
