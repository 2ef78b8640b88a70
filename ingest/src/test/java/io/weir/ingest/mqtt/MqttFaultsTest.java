package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.weir.brokers.MosquittoBroker;
import io.weir.config.BatchConfig;
import io.weir.config.MqttSourceConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.Sources;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.Streams;
import io.weir.ingest.TcpProxy;
import io.weir.model.ByteSize;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source through a wire that fails, and one whose journal cannot keep up with what nobody will send again. */
@Tag("slow")
class MqttFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private MosquittoBroker broker;
    private TcpProxy proxy;
    private Ingest ingest;
    private MqttClient publisher;
    private final FakeJournals journals = new FakeJournals().countOnly();
    private final SeenNumbers seen = new SeenNumbers();

    private final StreamConfig stream = Streams.usual().arrivalTime().build();

    @BeforeEach
    void startAll() throws MqttException {
        Optional<MosquittoBroker.Installation> mosquitto = MosquittoBroker.find();
        assumeThat(mosquitto).as("Mosquitto is not installed").isPresent();
        broker = mosquitto.get().start(directory);
        proxy = new TcpProxy(broker.port());
        publisher = new MqttClient("tcp://127.0.0.1:" + broker.port(), "publisher", new MemoryPersistence());
        publisher.connect(new MqttConnectionOptions());
    }

    @AfterEach
    void stopAll() throws Exception {
        if (ingest != null) {
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
        if (publisher != null) {
            publisher.disconnect();
            publisher.close();
        }
        if (proxy != null) {
            proxy.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private void start(int qos, int maxInFlight) {
        MqttSourceConfig config = new MqttSourceConfig(
                "plant",
                URI.create("mqtt://127.0.0.1:" + proxy.port()),
                List.of("plant/#"),
                qos,
                "weir-plant",
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                100,
                ByteSize.ofKiB(64));
        journals.onAppend(seen);
        ingest = new Ingest(
                Sources.create(
                        config,
                        Set.of(stream.id()),
                        ResumePositions.of(journals, List.of(stream)),
                        Duration.ofMillis(2)),
                List.of(stream),
                new BatchConfig(256, Duration.ofMillis(2)),
                journals,
                new StreamTimes(),
                IngestClock.SYSTEM,
                new IngestLimits(64 << 10, maxInFlight, 64 << 20, Duration.ofSeconds(10)));
        ingest.start();
        awaitConnected(true);
    }

    private void awaitConnected(boolean connected) {
        Await.until(
                LIMIT,
                () -> (connected ? "connected; " : "noticed; ") + ingest.sourceStats(),
                () -> ingest.sourceStats().connected() == connected);
    }

    private void awaitSeen(int count) {
        Await.until(
                LIMIT,
                () -> seen.count() + " of " + count + "; " + ingest.stats() + ingest.sourceStats(),
                () -> seen.count() == count);
    }

    private void publish(int from, int to, int qos) throws MqttException {
        for (int i = from; i < to; i++) {
            publisher.publish("plant/p", ("{\"seq\":" + i + "}").getBytes(StandardCharsets.UTF_8), qos, false);
        }
    }

    @Test
    void shouldNoticeABrokerThatStopsAnsweringAndHaveEverythingOnceItAnswersAgain() throws Exception {
        start(1, 200_000);
        publish(0, 1_000, 1);
        awaitSeen(1_000);
        proxy.freeze();
        publish(1_000, 3_000, 1);
        awaitConnected(false);
        assertThat(ingest.sourceStats().lastError()).isNotEmpty();
        assertThat(seen.count()).as("what passed before").isLessThan(3_000);
        proxy.thaw();
        awaitSeen(3_000);
        publish(3_000, 4_000, 1);
        awaitSeen(4_000);
        awaitConnected(true);
    }

    @Test
    void shouldMakeANewConnectionWhenTheOldOneGoesDeadWithoutAWord() throws Exception {
        start(1, 200_000);
        publish(0, 1_000, 1);
        awaitSeen(1_000);
        int before = proxy.accepted();
        // In the middle of it: some are taken and not acknowledged, some are acknowledged and the broker does not know.
        journals.hold();
        publish(1_000, 1_050, 1);
        awaitSeen(1_050);
        proxy.cutSilently();
        journals.release();
        publish(1_050, 3_000, 1);
        awaitSeen(3_000);
        assertThat(proxy.accepted()).isGreaterThan(before);
        awaitConnected(true);
        // The session has nothing left: what was acknowledged on the new connection stays so.
        ingest.stop().get(30, TimeUnit.SECONDS);
        long rows = journals.rowCount("readings", "press");
        start(1, 200_000);
        publish(3_000, 3_001, 1);
        awaitSeen(3_001);
        assertThat(journals.rowCount("readings", "press")).isEqualTo(rows + 1);
    }

    @Test
    void shouldCountEveryQosZeroMessageThatItHasNoRoomFor() throws Exception {
        int sent = 40_000;
        start(0, 100);
        journals.hold();
        publish(0, sent, 0);
        Await.until(LIMIT, () -> ingest.sourceStats().toString(), () -> overflow() > 0);
        journals.release();
        // The broker is told to drop nothing, so each message was taken or is counted.
        Await.until(
                LIMIT,
                () -> sent + " sent; " + ingest.sourceStats() + ingest.stats(),
                () -> ingest.stats().received() + overflow() >= sent
                        && ingest.stats().inFlightMessages() == 0);
        assertThat(ingest.stats().received() + overflow()).isEqualTo(sent);
        assertThat(journals.rowCount("readings", "press"))
                .isEqualTo(ingest.stats().received())
                .isEqualTo(seen.count());
        assertThat(ingest.sourceStats().connects()).as("connections").isEqualTo(1);
    }

    private long overflow() {
        return ingest.sourceStats().dropped().getOrDefault("overflow", 0L);
    }
}
