package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running appliance says of itself over HTTP. */
@Tag("slow")
class ServeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int READINGS = 5000;
    private static final int BROKEN = 7;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path dir;

    @Test
    void shouldAccountForEveryMessageAndNoticeThatABrokerGoesAway() throws Exception {
        Broker broker = MosquittoBroker.find()
                .<Broker>map(mosquitto -> mosquitto.start(dir.resolve("broker")))
                .orElseGet(() -> MqttBroker.start(dir.resolve("broker")));
        Path config = TestConfig.write(
                dir, TestConfig.mqtt(broker.port(), "plant/#", 1), "0s", "api: { listen: \"127.0.0.1:0\" }");
        Appliance appliance = Appliance.start(TestConfig.read(config));
        try (broker) {
            int port = appliance.apiPort();
            try (MqttFeed feed = new MqttFeed(broker.port())) {
                feed.awaitSubscriber(dir.resolve("data"));
                feed.send(Reading.generate(READINGS, 5, 0, 3), 1);
                for (int i = 0; i < BROKEN; i++) {
                    feed.send("plant/p1/press", "no json".getBytes(StandardCharsets.UTF_8), 1);
                }
                KafkaEndToEndTest.awaitRows(dir.resolve("data"), READINGS + feed.probes());
                Await.until(
                        PATIENCE,
                        () -> get(port, "/metrics"),
                        () -> value(port, "weir_ingest_dead_letters_all_total") == BROKEN);
            }

            assertThat(value(port, "weir_ingest_received_total"))
                    .isEqualTo(value(port, "weir_ingest_journaled_total")
                            + value(port, "weir_ingest_dead_letters_all_total")
                            + value(port, "weir_ingest_replayed_total"));
            assertThat(value(port, "weir_ingest_rows_total")).isGreaterThanOrEqualTo(READINGS);
            assertThat(value(port, "weir_ingest_dead_letters_total")).isEqualTo(BROKEN);
            assertThat(value(port, "weir_source_connected")).isEqualTo(1);
            assertThat(value(port, "weir_commit_failed")).isZero();
            assertThat(get(port, "/metrics"))
                    .contains("weir_reader_lost_documents_total{journal=\"readings\",reader=\"press_1s\"} 0.0\n");
            assertThat(value(port, "weir_commit_forces_total")).isPositive();
            assertThat(get(port, "/metrics").lines().filter(line -> !line.startsWith("#")))
                    .as("lines that Prometheus can read")
                    .allMatch(line -> line.matches("[a-z_0-9]+(\\{.*})? \\S+"));
            assertThat(get(port, "/health"))
                    .isEqualTo("{\"status\":\"up\",\"parts\":{\"source in\":\"ok\",\"pipeline press_1s\":\"ok\","
                            + "\"pipeline press_4s\":\"ok\",\"storage\":\"ok\"}}");

            broker.kill();
            Await.until(
                    PATIENCE,
                    () -> get(port, "/health"),
                    () -> get(port, "/health")
                            .startsWith("{\"status\":\"degraded\",\"parts\":{\"source in\":\"not connected: "));
            assertThat(value(port, "weir_source_connected")).isZero();
        } finally {
            appliance.stop();
        }
    }

    /** The sum over all series of a name. */
    private double value(int port, String name) {
        List<String> lines = get(port, "/metrics")
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .toList();
        return lines.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String get(int port, String path) {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
