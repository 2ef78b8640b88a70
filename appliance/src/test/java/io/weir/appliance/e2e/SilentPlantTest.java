package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.Broker;
import io.weir.brokers.KafkaBroker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sensors that stop, and then the appliance, too: once it is back, time goes on from where it was, and the last windows
 * close though nothing comes any more.
 */
@Tag("slow")
class SilentPlantTest {
    private static final int READINGS = 2_000;
    /** Longer than it takes to end the appliance after the last reading. */
    private static final String IDLE = "4s";

    @TempDir
    private Path dir;

    private final List<Reading> readings = Reading.generate(READINGS, 5, 0, 41);

    @Test
    void shouldCloseTheLastWindowsOfASilentKafkaTopicAfterAKill() {
        Path data = dir.resolve("data");
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"));
                KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), "silent")) {
            broker.createTopic("silent", 2);
            Path config = TestConfig.write(dir, TestConfig.kafka(broker.bootstrapServers(), "silent"), IDLE, "");
            try (WeirProcess weir = start(config)) {
                Await.until(Duration.ofSeconds(60), weir::err, () -> weir.err().contains(": connected"));
                feed.send(readings);
                feed.flush();
                KafkaEndToEndTest.awaitRows(data, READINGS);
                weir.kill();
            }
            assertLastWindowsAreOpen(data);
            try (WeirProcess weir = start(config)) {
                KafkaEndToEndTest.awaitWindows(data, readings);
                weir.terminate();
                assertThat(weir.exitCode()).as(weir.err()).isZero();
            }
        }
        assertEveryWindowOnce(data);
    }

    @Test
    void shouldCloseTheLastWindowsOfASilentMqttPlantAfterAStop() throws Exception {
        Path data = dir.resolve("data");
        try (Broker broker = MosquittoBroker.find()
                        .<Broker>map(mosquitto -> mosquitto.start(dir.resolve("broker")))
                        .orElseGet(() -> MqttBroker.start(dir.resolve("broker")));
                MqttFeed feed = new MqttFeed(broker.port())) {
            Path config = TestConfig.write(dir, TestConfig.mqtt(broker.port(), "plant/#", 1), IDLE, "");
            try (WeirProcess weir = start(config)) {
                feed.awaitSubscriber(data);
                feed.send(readings, 1);
                KafkaEndToEndTest.awaitRows(data, READINGS + feed.probes());
                weir.terminate();
                assertThat(weir.exitCode()).as(weir.err()).isZero();
            }
            assertLastWindowsAreOpen(data);
            try (WeirProcess weir = start(config)) {
                KafkaEndToEndTest.awaitWindows(data, readings);
                weir.terminate();
                assertThat(weir.exitCode()).as(weir.err()).isZero();
            }
        }
        assertEveryWindowOnce(data);
    }

    private WeirProcess start(Path config) {
        return WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString());
    }

    private void assertLastWindowsAreOpen(Path data) {
        assertThat(Journals.lines(data, "results", "press_4s").size())
                .as("windows that were closed before the end")
                .isLessThan(ExpectedWindows.lines(readings, 4000, 2000).size());
    }

    private void assertEveryWindowOnce(Path data) {
        assertThat(Journals.lines(data, "results", "press_1s")).isEqualTo(ExpectedWindows.lines(readings, 1000, 1000));
        assertThat(Journals.lines(data, "results", "press_4s")).isEqualTo(ExpectedWindows.lines(readings, 4000, 2000));
    }
}
