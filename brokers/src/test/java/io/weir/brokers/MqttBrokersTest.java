package io.weir.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttBrokersTest {
    /** More than Mosquitto would keep by default. */
    private static final List<String> KEPT =
            IntStream.range(0, 5_000).mapToObj(i -> "text " + i).toList();

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

    @Test
    void shouldKeepTheSessionWhenPersistentMosquittoIsKilledAfterItWasSaved() throws Exception {
        try (MosquittoBroker broker = mosquitto().startPersistent(directory)) {
            leaveMessages(broker);
            File saved = directory.resolve("mosquitto.db").toFile();
            long published = System.currentTimeMillis();
            assertThat(Await.until(() -> saved.lastModified() > published)).isTrue();
            broker.kill();
            broker.restart();
            findMessages(broker);
        }
    }

    @Test
    void shouldDropNothingForAnAbsentSubscriber() throws Exception {
        try (MqttBroker broker = MqttBroker.start(directory)) {
            leaveMessages(broker);
            findMessages(broker);
        }
    }

    @Test
    void shouldStayWhenTheTerminalInterrupts() throws Exception {
        try (MqttBroker broker = MqttBroker.start(directory)) {
            for (String signal : List.of("-INT", "-HUP")) {
                Process kill = new ProcessBuilder("kill", signal, Long.toString(broker.pid())).start();
                assertThat(kill.waitFor()).isZero();
            }
            carryMessages(broker);
            assertThat(broker.alive()).isTrue();
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
            from.publishAll("plant/p7/press/x", sent);
            from.publishAll("plant/p7/pump", List.of("elsewhere"));
            from.publishAll("plant/p7/press", List.of("last"));
            assertThat(to.receive(sent.size())).isEqualTo(sent);
            assertThat(to.receive(1)).containsExactly("last");
        }
    }

    private static void leaveMessages(Broker broker) throws Exception {
        try (MqttRoundTrip absent = new MqttRoundTrip(broker, "absent")) {
            absent.subscribe("kept/#");
        }
        try (MqttRoundTrip from = new MqttRoundTrip(broker, "from")) {
            from.publishAll("kept/here", KEPT);
        }
    }

    private static void findMessages(Broker broker) throws Exception {
        try (MqttRoundTrip back = new MqttRoundTrip(broker, "absent")) {
            assertThat(back.receive(KEPT.size())).containsExactlyInAnyOrderElementsOf(KEPT);
        }
    }
}
