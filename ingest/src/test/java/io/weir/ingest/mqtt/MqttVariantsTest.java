package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.weir.brokers.LocalCa;
import io.weir.brokers.MosquittoBroker;
import io.weir.config.MqttSourceConfig;
import io.weir.config.MqttSourceConfig.Version;
import io.weir.config.MqttSourceConfig.Will;
import io.weir.config.StreamConfig;
import io.weir.config.TlsConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.Streams;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source may be told beside a broker and a topic, each against Mosquitto. */
@Tag("slow")
class MqttVariantsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<MosquittoBroker> brokers = new ArrayList<>();
    private final FakeJournals journals = new FakeJournals().countOnly();
    private final StreamConfig stream = Streams.usual().arrivalTime().build();
    private final LocalCa ca = LocalCa.create("plant");
    private MosquittoBroker.Installation mosquitto;
    private Ingest ingest;

    @BeforeEach
    void findMosquitto() {
        Optional<MosquittoBroker.Installation> found = MosquittoBroker.find();
        assumeThat(found).as("Mosquitto is not installed").isPresent();
        mosquitto = found.get();
    }

    @AfterEach
    void stopAll() throws Exception {
        if (ingest != null) {
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
        brokers.forEach(MosquittoBroker::close);
    }

    private MosquittoBroker plain(String name) {
        MosquittoBroker broker = mosquitto.start(directory.resolve(name));
        brokers.add(broker);
        return broker;
    }

    private MosquittoBroker encrypted() {
        LocalCa.Issued server = ca.issue("broker", List.of("localhost", "127.0.0.1"));
        MosquittoBroker broker = mosquitto.startEncrypted(directory.resolve("tls"), ca, server);
        brokers.add(broker);
        return broker;
    }

    private static URI url(String scheme, int port) {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }

    private MqttSourceConfig config(List<URI> urls, Version version, Optional<TlsConfig> tls, Optional<Will> will) {
        return MqttConfigs.of(urls, version, tls, will, Duration.ofSeconds(30));
    }

    private TlsConfig tls(LocalCa trusted, LocalCa.Issued own) {
        return MqttConfigs.tls(directory, trusted, own, true);
    }

    private void start(MqttSourceConfig config) {
        ingest = MqttConfigs.start(new MqttSource(config, Duration.ofMillis(2)), config, stream, journals);
    }

    private void awaitConnects(int count) {
        Await.until(
                LIMIT,
                () -> ingest.sourceStats().toString(),
                () -> ingest.sourceStats().connected() && ingest.sourceStats().connects() >= count);
    }

    private void awaitRows(long count) {
        Await.until(
                LIMIT,
                () -> journals.rowCount("readings", "press") + " of " + count + "; " + ingest.sourceStats(),
                () -> journals.rowCount("readings", "press") == count);
    }

    private static void publish(MosquittoBroker broker, int from, int to) throws MqttException {
        MqttClient client =
                new MqttClient("tcp://127.0.0.1:" + broker.port(), "publisher-" + from, new MemoryPersistence());
        client.connect();
        for (int i = from; i < to; i++) {
            client.publish("plant/p1/press", ("{\"seq\":" + i + "}").getBytes(StandardCharsets.UTF_8), 1, false);
        }
        client.disconnect();
        client.close();
    }

    @Test
    void shouldSpeakTheOlderVersionAndKeepItsSessionOverARestart() throws Exception {
        MosquittoBroker broker = plain("old");
        MqttSourceConfig config =
                config(List.of(url("mqtt", broker.port())), Version.V3_1_1, Optional.empty(), Optional.empty());
        start(config);
        awaitConnects(1);
        publish(broker, 0, 500);
        awaitRows(500);
        ingest.stop().get(30, TimeUnit.SECONDS);
        publish(broker, 500, 800);
        start(config);
        awaitRows(800);
    }

    @Test
    void shouldGoOnAtTheNextBrokerWhenOneIsGone() throws Exception {
        MosquittoBroker first = plain("first");
        MosquittoBroker second = plain("second");
        start(config(
                List.of(url("mqtt", first.port()), url("mqtt", second.port())),
                Version.V5,
                Optional.empty(),
                Optional.empty()));
        awaitConnects(1);
        publish(first, 0, 100);
        awaitRows(100);
        first.kill();
        awaitConnects(2);
        publish(second, 100, 200);
        awaitRows(200);
    }

    @Test
    void shouldShowItsCertificateAndTakeANewOneWithoutARestart() throws Exception {
        MosquittoBroker broker = encrypted();
        TlsConfig tls = tls(ca, ca.issue("box-1", List.of()));
        start(config(List.of(url("mqtts", broker.encryptedPort())), Version.V5, Optional.of(tls), Optional.empty()));
        awaitConnects(1);
        publish(broker, 0, 100);
        awaitRows(100);
        // The new one is of another year: that shows which of them is in use.
        Instant until = Instant.now().plus(3 * 365, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        tls(ca, ca.issue("box-2", List.of(), "RSA", Instant.now().minusSeconds(60), until));
        Await.until(
                LIMIT,
                () -> String.valueOf(ingest.certificateExpiry()),
                () -> ingest.certificateExpiry()
                        .orElse(Instant.MAX)
                        .isAfter(Instant.now().plus(400, ChronoUnit.DAYS)));
        broker.kill();
        broker.restart();
        awaitConnects(2);
        publish(broker, 100, 200);
        awaitRows(200);
    }

    @Test
    void shouldSayWhyAnEncryptedConnectionCannotBeMade() {
        MosquittoBroker broker = encrypted();
        LocalCa other = LocalCa.create("other");
        TlsConfig tls = tls(other, ca.issue("box", List.of()));
        start(config(List.of(url("mqtts", broker.encryptedPort())), Version.V5, Optional.of(tls), Optional.empty()));
        Await.until(
                LIMIT,
                () -> ingest.sourceStats().toString(),
                () -> ingest.sourceStats().lastError().contains("certification path"));
        // The other way round: what the broker is not shown, it refuses.
        assertThat(ingest.sourceStats().connected()).isFalse();
    }

    @Test
    void shouldNotHangAtABrokerThatDoesNotSpeakTls() {
        MosquittoBroker broker = plain("plain");
        TlsConfig tls = tls(ca, ca.issue("box", List.of()));
        start(config(List.of(url("mqtts", broker.port())), Version.V5, Optional.of(tls), Optional.empty()));
        Await.until(
                LIMIT,
                () -> ingest.sourceStats().toString(),
                () -> !ingest.sourceStats().lastError().isEmpty());
        assertThat(ingest.sourceStats().connects()).isZero();
    }

    @Test
    void shouldLeaveAWillThatIsPublishedOnlyWhenItGoesWithoutAWord() throws Exception {
        MosquittoBroker broker = plain("will");
        Will will = new Will("boxes/line-4", "gone", 1, true);
        MqttSourceConfig config =
                config(List.of(url("mqtt", broker.port())), Version.V5, Optional.empty(), Optional.of(will));
        start(config);
        awaitConnects(1);
        ingest.stop().get(30, TimeUnit.SECONDS);
        List<String> seen = new ArrayList<>();
        MqttClient watcher = new MqttClient("tcp://127.0.0.1:" + broker.port(), "watcher", new MemoryPersistence());
        watcher.connect();
        watcher.setCallback(new LastWords(seen));
        watcher.subscribe("boxes/#", 1);
        start(config);
        awaitConnects(1);
        assertThat(seen).isEmpty();
        // Another client with its id: the broker ends the older connection, which has said no good-bye.
        MqttClient thief = new MqttClient("tcp://127.0.0.1:" + broker.port(), "weir-plant", new MemoryPersistence());
        thief.connect();
        Await.until(LIMIT, seen::toString, () -> {
            synchronized (seen) {
                return seen.contains("boxes/line-4 gone");
            }
        });
        thief.disconnectForcibly();
        thief.close(true);
        watcher.disconnectForcibly();
        watcher.close(true);
    }
}
