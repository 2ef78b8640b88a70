package io.weir.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttBrokersTest {
    @TempDir
    Path directory;

    @Test
    void shouldCarryMessagesAndStartAgainWhenTheEmbeddedBrokerIsKilled() throws Exception {
        long from = System.nanoTime();
        try (MqttBroker broker = MqttBroker.start(directory)) {
            Measured.print("artemis start", from, broker.pid());
            carryMessages(broker);
            broker.kill();
            assertThat(broker.alive()).isFalse();
            broker.restart();
            carryMessages(broker);
        }
    }

    @Test
    void shouldKeepTheSessionWhenThePersistentEmbeddedBrokerIsKilled() throws Exception {
        try (MqttBroker broker = MqttBroker.startPersistent(directory)) {
            leaveMessages(broker);
            broker.kill();
            broker.restart();
            findMessages(broker);
        }
    }

    @Test
    void shouldCarryMessagesAndStartAgainWhenMosquittoIsKilled() throws Exception {
        MosquittoBroker.Installation mosquitto = mosquitto();
        long from = System.nanoTime();
        try (MosquittoBroker broker = mosquitto.start(directory)) {
            Measured.print("mosquitto start", from, broker.pid());
            carryMessages(broker);
            broker.kill();
            assertThat(broker.alive()).isFalse();
            broker.restart();
            carryMessages(broker);
        }
    }

    @Test
    void shouldKeepTheSessionWhenPersistentMosquittoIsRestarted() throws Exception {
        try (MosquittoBroker broker = mosquitto().startPersistent(directory)) {
            leaveMessages(broker);
            broker.restart();
            findMessages(broker);
        }
    }

    private static MosquittoBroker.Installation mosquitto() {
        Optional<MosquittoBroker.Installation> found = MosquittoBroker.find();
        assumeTrue(found.isPresent(), "Mosquitto is not installed here");
        return found.get();
    }

    private static void carryMessages(Broker broker) throws Exception {
        List<String> sent = IntStream.range(0, 200).mapToObj(i -> "text " + i).toList();
        try (MqttRoundTrip to = new MqttRoundTrip(broker, "to");
                MqttRoundTrip from = new MqttRoundTrip(broker, "from")) {
            to.subscribe("plant/+/press/#");
            for (String text : sent) {
                from.publish("plant/p7/press/x", text);
            }
            from.publish("plant/p7/pump", "elsewhere");
            from.publish("plant/p7/press", "last");
            assertThat(to.receive(sent.size())).isEqualTo(sent);
            assertThat(to.receive(1)).containsExactly("last");
        }
    }

    private static void leaveMessages(Broker broker) throws Exception {
        try (MqttRoundTrip absent = new MqttRoundTrip(broker, "absent")) {
            absent.subscribe("kept/#");
        }
        try (MqttRoundTrip from = new MqttRoundTrip(broker, "from")) {
            for (int i = 0; i < 100; i++) {
                from.publish("kept/here", "text " + i);
            }
        }
    }

    private static void findMessages(Broker broker) throws Exception {
        try (MqttRoundTrip back = new MqttRoundTrip(broker, "absent")) {
            assertThat(back.receive(100))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 100).mapToObj(i -> "text " + i).toList());
        }
    }
}
