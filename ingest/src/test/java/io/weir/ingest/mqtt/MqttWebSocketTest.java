package io.weir.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.LocalCa;
import io.weir.brokers.MqttBroker;
import io.weir.config.MqttSourceConfig;
import io.weir.config.MqttSourceConfig.Version;
import io.weir.config.TlsConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.Streams;
import io.weir.ingest.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** MQTT over WebSockets, against a broker that speaks it and against servers that only pretend to. */
@Tag("slow")
class MqttWebSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final LocalCa CA = LocalCa.create("plant");

    @TempDir
    private Path directory;

    private final FakeJournals journals = new FakeJournals().countOnly();
    private final SeenNumbers seen = new SeenNumbers();

    private MqttBroker broker;
    private Ingest ingest;

    @AfterEach
    void stopAll() throws Exception {
        if (ingest != null) {
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static MqttSourceConfig config(String url, Version version, Optional<TlsConfig> tls) {
        return MqttConfigs.of(List.of(URI.create(url)), version, tls, Optional.empty(), Duration.ofSeconds(2));
    }

    private void start(MqttSourceConfig config) {
        journals.onAppend(seen);
        ingest = MqttConfigs.start(
                new MqttSource(config, Duration.ofMillis(2)),
                config,
                Streams.usual().arrivalTime().build(),
                journals);
    }

    private void start(String url) {
        start(config(url, Version.V5, Optional.empty()));
    }

    /** Starts a broker that has a certificate for a host, and wants one of the same authority from its clients. */
    private void startEncrypted(LocalCa authority, String host) {
        broker = MqttBroker.startEncrypted(
                directory.resolve("broker"), authority, authority.issue("broker", List.of(host)));
    }

    private void start(TlsConfig tls) {
        start(config("wss://127.0.0.1:" + broker.encryptedPort() + "/mqtt", Version.V5, Optional.of(tls)));
    }

    private void awaitConnects(int count) {
        Await.until(
                LIMIT,
                () -> ingest.sourceStats().toString(),
                () -> ingest.sourceStats().connected() && ingest.sourceStats().connects() >= count);
    }

    private void awaitSeen(int count) {
        Await.until(
                LIMIT, () -> seen.count() + " of " + count + "; " + ingest.sourceStats(), () -> seen.count() == count);
    }

    private void awaitError(String text) {
        Await.until(
                LIMIT,
                () -> ingest.sourceStats().toString(),
                () -> ingest.sourceStats().lastError().contains(text));
        assertThat(ingest.sourceStats().connects()).isZero();
    }

    private void publish(int from, int to, int padding) throws MqttException {
        MqttClient client =
                new MqttClient("tcp://127.0.0.1:" + broker.port(), "publisher-" + from, new MemoryPersistence());
        client.connect();
        String pad = "x".repeat(padding);
        for (int i = from; i < to; i++) {
            String payload = "{\"seq\":" + i + ",\"pad\":\"" + pad + "\"}";
            client.publish("plant/p1/press", payload.getBytes(StandardCharsets.UTF_8), 1, false);
        }
        client.disconnect();
        client.close();
    }

    private TlsConfig tls(LocalCa.Issued own, boolean verifyHostname) {
        return MqttConfigs.tls(directory, CA, own, verifyHostname);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void shouldTakeEveryMessageOnceTheBrokerHasIt(Version version) throws Exception {
        broker = MqttBroker.startPersistent(directory.resolve("broker"));
        start(config("ws://127.0.0.1:" + broker.port() + "/mqtt", version, Optional.empty()));
        awaitConnects(1);
        publish(0, 500, 10);
        awaitSeen(500);
        // Larger than what is read at once, and than a frame.
        publish(500, 520, 200 * 1024);
        awaitSeen(520);
        ingest.stop().get(30, TimeUnit.SECONDS);
        // The session keeps what comes meanwhile.
        publish(520, 600, 10);
        start(config("ws://127.0.0.1:" + broker.port() + "/mqtt", version, Optional.empty()));
        awaitSeen(600);
        awaitConnects(1);
        broker.kill();
        broker.restart();
        awaitConnects(2);
        publish(600, 700, 10);
        awaitSeen(700);
    }

    @Test
    void shouldFindAWireThatHasGoneDeadWithoutAWord() throws Exception {
        broker = MqttBroker.start(directory.resolve("broker"));
        try (TcpProxy proxy = new TcpProxy(broker.port())) {
            start("ws://127.0.0.1:" + proxy.port() + "/mqtt");
            awaitConnects(1);
            publish(0, 100, 10);
            awaitSeen(100);
            proxy.cutSilently();
            awaitConnects(2);
            publish(100, 200, 10);
            awaitSeen(200);
        }
    }

    @Test
    void shouldShowItsCertificateAndUseANewOneForTheNextConnection() throws Exception {
        startEncrypted(CA, "127.0.0.1");
        start(tls(LocalCa.create("other").issue("box", List.of()), true));
        // Which words the broker's refusal comes in differs by the moment.
        Await.until(
                LIMIT, () -> "an error", () -> !ingest.sourceStats().lastError().isEmpty());
        assertThat(ingest.sourceStats().connects()).isZero();
        tls(CA.issue("box", List.of()), true);
        awaitConnects(1);
        publish(0, 500, 10);
        awaitSeen(500);
    }

    @Test
    void shouldCheckTheNameOfTheHostUnlessToldNotTo() throws Exception {
        startEncrypted(CA, "broker.plant");
        start(tls(CA.issue("box", List.of()), true));
        awaitError("No subject alternative names matching IP address 127.0.0.1 found");
        ingest.stop().get(30, TimeUnit.SECONDS);
        start(tls(CA.issue("box", List.of()), false));
        awaitConnects(1);
        publish(0, 100, 10);
        awaitSeen(100);
    }

    @Test
    void shouldSayThatTheAuthorityIsAnother() {
        startEncrypted(LocalCa.create("other"), "127.0.0.1");
        start(tls(CA.issue("box", List.of()), false));
        awaitError("certification path");
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start("ws://127.0.0.1:" + port + "/mqtt");
        awaitError("Connection refused");
    }

    @Test
    void shouldSayThatTheServerHasNoMqttThere() {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .route(routes -> routes.get("/other", (request, response) -> response.send()))
                .bindNow();
        try {
            String url = "ws://127.0.0.1:" + server.port() + "/mqtt";
            start(url);
            awaitError("there is no MQTT over WebSockets at " + url
                    + " (HTTP status 404); check port and path of the URL");
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void shouldEndAConnectionOnWhichTextComes() {
        DisposableServer server = webSocket(Mono.just("hello"), 1000);
        try {
            start("ws://127.0.0.1:" + server.port() + "/mqtt");
            awaitError("the broker sent text; MQTT over WebSockets is binary");
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void shouldSayWithWhichStatusTheServerCloses() {
        DisposableServer server = webSocket(Mono.empty(), 1011);
        try {
            start("ws://127.0.0.1:" + server.port() + "/mqtt");
            awaitError("the broker closed the WebSocket with status 1011: tired");
        } finally {
            server.disposeNow();
        }
    }

    private static DisposableServer webSocket(Mono<String> text, int status) {
        WebsocketServerSpec spec =
                WebsocketServerSpec.builder().protocols("mqtt").build();
        return HttpServer.create()
                .host("127.0.0.1")
                .route(routes -> routes.ws(
                        "/mqtt", (in, out) -> out.sendString(text).then(out.sendClose(status, "tired")), spec))
                .bindNow();
    }

    @Test
    void shouldNotHangAtAServerThatIsNoWebServer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread babbler = new Thread(() -> babble(server), "babbler");
            babbler.setDaemon(true);
            babbler.start();
            start("ws://127.0.0.1:" + server.getLocalPort() + "/mqtt");
            awaitError("Invalid status line");
        }
    }

    private static void babble(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getOutputStream().write("220 mail.plant ESMTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The client has gone, or the test is over.
            }
        }
    }
}
