package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.MosquittoBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Mosquitto that lets only those in who know a password. */
@Tag("slow")
class MqttPasswordTest {
    private static final String USER = "box";
    private static final String PASSWORD = "h4 sh:\u00fc";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path dir;

    private MosquittoBroker.Installation mosquitto;

    @BeforeEach
    void find() {
        mosquitto = MosquittoBroker.find().orElse(null);
        Assumptions.assumeTrue(mosquitto != null, "mosquitto is not installed: skipped");
    }

    @Test
    void shouldReadWithAPasswordAndWithOneFromAFile() throws Exception {
        List<Reading> readings = Reading.generate(1_000, 5, 0, 51);
        Files.writeString(dir.resolve("password.txt"), PASSWORD + "\n");
        try (MosquittoBroker broker = mosquitto.startGuarded(dir.resolve("broker"), USER, PASSWORD)) {
            for (String secret : List.of("password: '" + PASSWORD + "'", "password_file: password.txt")) {
                Path box = dir.resolve(secret.substring(0, secret.indexOf(':')));
                Files.createDirectories(box);
                Files.copy(dir.resolve("password.txt"), box.resolve("password.txt"));
                Path config = config(box, broker, secret);
                try (WeirProcess weir = WeirProcess.start(box, "run", "-c", config.toString());
                        MqttFeed feed = new MqttFeed(broker.port(), USER, PASSWORD)) {
                    feed.awaitSubscriber(box.resolve("data"));
                    feed.send(readings, 1);
                    KafkaEndToEndTest.awaitRows(box.resolve("data"), readings.size() + feed.probes());
                    weir.terminate();
                    assertThat(weir.exitCode()).as(weir.err()).isZero();
                    assertThat(weir.err()).doesNotContain(PASSWORD);
                }
                assertThat(Journals.readings(box.resolve("data")).stream().filter(r -> r.id() >= 0))
                        .containsExactlyElementsOf(readings);
            }
        }
    }

    @Test
    void shouldSayThatAPasswordIsWrongKeepItSecretAndGoOnTrying() throws Exception {
        try (MosquittoBroker broker = mosquitto.startGuarded(dir.resolve("broker"), USER, PASSWORD)) {
            for (String secret : List.of("password: wr0ng-s3cret", "client_id: nobody")) {
                Path box = dir.resolve(secret.substring(0, secret.indexOf(':')));
                Path config = config(box, broker, secret);
                try (WeirProcess weir = WeirProcess.start(box, "run", "-c", config.toString())) {
                    Await.until(PATIENCE, weir::err, () -> weir.err().contains("not connected, trying again: "));
                    assertThat(weir.err().lines().filter(line -> line.contains("trying again")))
                            .first()
                            .asString()
                            .containsIgnoringCase("not authorized");
                    assertThat(weir.alive()).isTrue();
                    weir.terminate();
                    assertThat(weir.exitCode()).as(weir.err()).isZero();
                    assertThat(weir.err()).doesNotContain("wr0ng-s3cret").doesNotContain("\tat ");
                }
            }
        }
    }

    private static Path config(Path box, MosquittoBroker broker, String secret) {
        String source = "in: { type: mqtt, url: \"mqtt://127.0.0.1:" + broker.port()
                + "\", topics: [\"plant/#\"], qos: 1, username: " + USER + ", " + secret + " }";
        return TestConfig.write(box, source, "0s", "");
    }
}
