package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.config.MqttSourceConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.Streams;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttSourceTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Broker broker;
    private Ingest ingest;
    private final FakeJournals journals = new FakeJournals().countOnly();
    private final SeenNumbers seen = new SeenNumbers();

    private final StreamConfig stream = Streams.usual().arrivalTime().build();

    @AfterEach
    void stopAll() throws Exception {
        if (ingest != null) {
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
        if (broker != null) {
            broker.close();
        }
    }

    private void startMosquitto(boolean persistent) {
        Optional<MosquittoBroker.Installation> mosquitto = MosquittoBroker.find();
        assumeThat(mosquitto).as("Mosquitto is not installed").isPresent();
        broker = persistent
                ? mosquitto.get().startPersistent(directory)
                : mosquitto.get().start(directory);
    }

    private MqttSource start(MqttSourceConfig config) {
        MqttSource source = new MqttSource(config, Duration.ofMillis(2));
        journals.onAppend(seen);
        ingest = MqttConfigs.start(source, config, stream, journals);
        return source;
    }

    private void awaitConnected(MqttSource source) {
        Await.until(
                LIMIT, () -> source.stats().lastError(), () -> source.stats().connected());
    }

    private void awaitSeen(int count) {
        Await.until(
                LIMIT,
                () -> seen.count() + " of " + count + "; " + ingest.stats() + ingest.sourceStats(),
                () -> seen.count() == count);
    }

    private static MqttClient publisher(String url) throws MqttException {
        MqttClient client = new MqttClient(
                url.replace("mqtt://", "tcp://"), "publisher-" + System.nanoTime(), new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setKeepAliveInterval(60);
        client.connect(options);
        return client;
    }

    private static void publish(MqttClient client, int from, int to, int qos) throws MqttException {
        for (int i = from; i < to; i++) {
            client.publish("plant/p7/press", payload(i), qos, false);
        }
    }

    private static byte[] payload(int number) {
        return ("{\"seq\":" + number + ",\"temp\":21.5}").getBytes(StandardCharsets.UTF_8);
    }

    private static void end(MqttClient client) throws MqttException {
        client.disconnect();
        client.close();
    }

    @Test
    void shouldTakeEveryMessageAtQosZero() throws Exception {
        startMosquitto(false);
        awaitConnected(start(MqttConfigs.of(broker.url(), 0, 1000)));
        MqttClient publisher = publisher(broker.url());
        publish(publisher, 0, 10_000, 0);
        awaitSeen(10_000);
        end(publisher);
        assertThat(ingest.stats().received()).isEqualTo(10_000);
        assertThat(journals.rowCount("readings", "press")).isEqualTo(10_000);
    }

    @Test
    void shouldTakeAndAcknowledgeEveryMessageAtQosOneOnce() throws Exception {
        startMosquitto(false);
        awaitConnected(start(MqttConfigs.of(broker.url(), 1, 20)));
        MqttClient publisher = publisher(broker.url());
        publish(publisher, 0, 10_000, 1);
        awaitSeen(10_000);
        ingest.stop().get(30, TimeUnit.SECONDS);
        assertThat(journals.rowCount("readings", "press")).isEqualTo(10_000);
        // The broker keeps nothing for the session: all of it is acknowledged.
        awaitConnected(start(MqttConfigs.of(broker.url(), 1, 20)));
        publish(publisher, 10_000, 10_001, 1);
        awaitSeen(10_001);
        assertThat(ingest.stats().received()).isEqualTo(1);
        end(publisher);
    }

    @Test
    void shouldLoseNothingWhenTheBrokerIsRestartedUnderLoad() throws Exception {
        startMosquitto(true);
        MqttSource source = start(MqttConfigs.of(broker.url(), 1, 100));
        awaitConnected(source);
        int total = 6_000;
        for (int from = 0; from < total; from += 2_000) {
            MqttClient publisher = publisher(broker.url());
            publish(publisher, from, from + 2_000, 1);
            end(publisher);
            // Whatever is in flight right now must come again.
            long connects = source.stats().connects();
            broker.restart();
            Await.until(
                    LIMIT,
                    () -> source.stats().lastError(),
                    () -> source.stats().connects() > connects);
        }
        awaitSeen(total);
    }

    @Test
    void shouldConnectWhenTheBrokerAppearsLater() throws Exception {
        startMosquitto(false);
        broker.kill();
        MqttSource source = start(MqttConfigs.of(broker.url(), 1, 100));
        Await.until(LIMIT, () -> "an error", () -> !source.stats().lastError().isEmpty());
        assertThat(source.stats().connected()).isFalse();
        broker.restart();
        awaitConnected(source);
        MqttClient publisher = publisher(broker.url());
        publish(publisher, 0, 100, 1);
        awaitSeen(100);
        end(publisher);
    }

    @Test
    void shouldHoldTheBrokerBackWhileTheJournalStallsAndLoseNothing() throws Exception {
        startMosquitto(false);
        awaitConnected(start(MqttConfigs.of(broker.url(), 1, 200)));
        journals.hold();
        MqttClient publisher = publisher(broker.url());
        publish(publisher, 0, 5_000, 1);
        Await.until(LIMIT, () -> ingest.stats().toString(), () -> ingest.stats().inFlightMessages() >= 200);
        // The broker's window is full: no more than that can come, whatever it has.
        assertThat(ingest.stats().inFlightMessages()).isLessThan(1_000);
        assertThat(journals.urges()).isPositive();
        assertThat(ingest.sourceStats().connected()).isTrue();
        journals.release();
        awaitSeen(5_000);
        end(publisher);
        assertThat(journals.rowCount("readings", "press")).isEqualTo(5_000);
    }

    @Test
    void shouldMakeADeadLetterOfATenMegabytePayloadAndGoOn() throws Exception {
        startMosquitto(false);
        awaitConnected(start(MqttConfigs.of(broker.url(), 1, 100)));
        MqttClient publisher = publisher(broker.url());
        publisher.publish("plant/p7/press", new byte[10 << 20], 1, false);
        publish(publisher, 0, 10, 1);
        awaitSeen(10);
        assertThat(journals.rowCount("dead_letters", "dead_letters")).isEqualTo(1);
        assertThat(ingest.sourceStats().connects()).isEqualTo(1);
        end(publisher);
    }

    @Test
    void shouldSurviveABrokerThatAnnouncesMoreThanMemoryHolds() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AtomicInteger bombs = new AtomicInteger();
            Thread hostile = new Thread(() -> bomb(server, bombs));
            hostile.setDaemon(true);
            hostile.start();
            MqttSource source = start(MqttConfigs.of("mqtt://127.0.0.1:" + server.getLocalPort(), 1, 100));
            Await.until(LIMIT, () -> bombs + " bombs", () -> bombs.get() >= 3);
            assertThat(source.stats().lastError()).contains("268435455 bytes");
        }
    }

    /** Accepts, reads CONNECT, and answers with a SUBACK of 256 MiB less one byte. */
    private static void bomb(ServerSocket server, AtomicInteger bombs) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                in.read(new byte[1024]);
                OutputStream out = socket.getOutputStream();
                out.write(new byte[] {(byte) 0x90, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 1, 2, 3});
                out.flush();
                bombs.incrementAndGet();
                while (in.read() >= 0) {
                    // Until the client gives up.
                }
            } catch (java.io.IOException e) {
                // The next connection, or the end.
            }
        }
    }
}
