package io.weir.demo.plant;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.MqttBroker;
import io.weir.demo.DemoBrokers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantProcessTest {
    @TempDir
    static Path directory;

    static DemoBrokers brokers;

    @BeforeAll
    static void start() {
        brokers = DemoBrokers.start(directory);
    }

    @AfterAll
    static void stop() {
        brokers.close();
    }

    @Test
    void shouldCountExactlyWhatTheBrokersTook() throws Exception {
        List<PlantReport> reports = new CopyOnWriteArrayList<>();
        try (KafkaCounter kafkaCounter = new KafkaCounter(brokers.bootstrapServers());
                MqttCounter mqttCounter = new MqttCounter(brokers.mqttUrl())) {
            PlantReport last = run(options(5_000, Duration.ofSeconds(4), 42), reports);

            assertThat(last.last()).isTrue();
            assertThat(last.sent()).isEqualTo(20_000).isEqualTo(last.mqtt() + last.kafka());
            assertThat(last.acked()).isEqualTo(last.sent());
            assertThat(last.failed()).isZero();
            assertThat(last.mqtt()).isEqualTo(last.press() + last.pump()).isEqualTo(4_000);
            assertThat(last.kafka()).isEqualTo(last.cell() + last.room());
            assertThat(last.malformed()).isPositive();
            assertThat(last.late()).isPositive();
            assertThat(last.outOfOrder()).isPositive();
            assertThat(reports).hasSizeGreaterThanOrEqualTo(4);

            assertThat(kafkaCounter.count(Topics.CELLS)).isEqualTo(last.cell());
            assertThat(kafkaCounter.count(Topics.ROOMS)).isEqualTo(last.room());
            assertThat(mqttCounter.await("/press", last.press())).isEqualTo(last.press());
            assertThat(mqttCounter.await("/pump", last.pump())).isEqualTo(last.pump());
        }
    }

    @Test
    void shouldStopWhenAskedAndStillCountEverything() throws Exception {
        try (PlantProcess plant = PlantProcess.start(options(1_000, Duration.ZERO, 1), log(), report -> {})) {
            assertThat(Await.until(() -> sent(plant) > 0)).isTrue();
            PlantReport last = plant.stop().orElseThrow();
            assertThat(last.last()).isTrue();
            assertThat(last.sent()).isPositive().isEqualTo(last.acked());
            assertThat(plant.alive()).isFalse();
        }
    }

    @Test
    void shouldCountEveryMessageOnceWhenTheMqttBrokerIsKilledMeanwhile() throws Exception {
        try (MqttBroker killed = MqttBroker.start(directory.resolve("killed"));
                PlantProcess plant = PlantProcess.start(
                        new PlantOptions(killed.url(), brokers.bootstrapServers(), 2_000, Duration.ZERO, 5),
                        log(),
                        report -> {})) {
            assertThat(Await.until(() -> sent(plant) > 1_000)).isTrue();
            killed.kill();
            long before = mqttSent(plant);
            killed.restart();
            assertThat(Await.until(() -> mqttSent(plant) > before + 1_000)).isTrue();
            PlantReport last = plant.stop().orElseThrow();
            assertThat(last.last()).isTrue();
            assertThat(last.acked()).isEqualTo(last.sent());
            assertThat(last.failed()).isZero();
        }
    }

    private static long sent(PlantProcess plant) {
        return plant.latest().map(PlantReport::sent).orElse(0L);
    }

    private static long mqttSent(PlantProcess plant) {
        return plant.latest().map(PlantReport::mqtt).orElse(0L);
    }

    private static PlantReport run(PlantOptions options, List<PlantReport> reports) throws Exception {
        try (PlantProcess plant = PlantProcess.start(options, log(), reports::add)) {
            assertThat(plant.await(Duration.ofSeconds(60)))
                    .as(() -> text(log()))
                    .isTrue();
            return plant.latest().orElseThrow();
        }
    }

    private static PlantOptions options(int rate, Duration duration, long seed) {
        return new PlantOptions(brokers.mqttUrl(), brokers.bootstrapServers(), rate, duration, seed);
    }

    private static Path log() {
        return directory.resolve("plant.log");
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
