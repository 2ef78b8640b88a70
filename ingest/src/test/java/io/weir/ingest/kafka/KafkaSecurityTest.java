package io.weir.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.weir.brokers.KafkaBroker;
import io.weir.brokers.KafkaListener;
import io.weir.brokers.LocalCa;
import io.weir.config.Location;
import io.weir.config.SaslConfig;
import io.weir.config.SaslConfig.Method;
import io.weir.config.Secret;
import io.weir.config.SecretSource;
import io.weir.config.TlsConfig;
import io.weir.ingest.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS and SASL against a real broker that has a port for each. */
@Tag("slow")
@Timeout(120)
class KafkaSecurityTest {
    private static final LocalCa CA = LocalCa.create("plant");
    private static final LocalCa OTHER = LocalCa.create("other");
    private static final String TOPIC = "secured";
    private static final int READINGS = 3_000;
    private static final KafkaListener.Sasl USERS = new KafkaListener.Sasl(
            List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"), Map.of("weir", "right-password"));

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() {
        Path ca = CA.writeCertificate(folder.resolve("ca.pem"));
        OTHER.writeCertificate(folder.resolve("other-ca.pem"));
        Path own = CA.issue("broker", List.of("127.0.0.1")).writeBoth(folder.resolve("broker.pem"));
        Instant now = Instant.now();
        Path expired = CA.issue(
                        "broker",
                        List.of("127.0.0.1"),
                        "EC",
                        now.minus(Duration.ofDays(9)),
                        now.minus(Duration.ofDays(1)))
                .writeBoth(folder.resolve("expired.pem"));
        Path trusted = CA.writeCertificate(folder.resolve("trusted.pem"));
        KafkaListener.Tls changing = new KafkaListener.Tls(own, trusted, true);
        broker = KafkaBroker.start(
                folder.resolve("broker"),
                List.of(
                        KafkaListener.sasl("SASL", USERS),
                        KafkaListener.sasl("TOKEN", new KafkaListener.Sasl(List.of("OAUTHBEARER"), Map.of())),
                        new KafkaListener(
                                "BOTH", Optional.of(new KafkaListener.Tls(own, ca, false)), Optional.of(USERS)),
                        KafkaListener.tls("MUTUAL", new KafkaListener.Tls(own, ca, true)),
                        KafkaListener.tls("CHANGING", changing),
                        KafkaListener.tls("EXPIRED", new KafkaListener.Tls(expired, ca, false))));
        broker.createTopic(TOPIC, 3);
        KafkaHarness.produce(broker.bootstrapServers(), TOPIC, 3, 0, READINGS, Map.of());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static KafkaHarness.Settings at(String listener) {
        return KafkaHarness.of("127.0.0.1:" + broker.port(listener), TOPIC);
    }

    private static SaslConfig password(Method method, String password) {
        return new SaslConfig.Password(method, "weir", new SecretSource.Given(new Secret(password)));
    }

    private static TlsConfig tls(String ca, Optional<String> own) {
        return new TlsConfig(
                Optional.of(folder.resolve(ca)),
                own.map(name -> folder.resolve(name + ".pem")),
                own.map(name -> folder.resolve(name + ".key")),
                Optional.empty(),
                true,
                new Location(folder, 1, 1));
    }

    private static void write(String name, LocalCa.Issued own) {
        own.writeCertificate(folder.resolve(name + ".pem"));
        own.writeKey(folder.resolve(name + ".key"));
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void shouldReadWithThePasswordOfEveryMechanism(Method method) {
        try (KafkaHarness source =
                at("SASL").sasl(password(method, "right-password")).start()) {
            source.awaitRows(READINGS);
            assertThat(source.rows()).isEqualTo(READINGS);
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void shouldSayThatAPasswordIsWrongAndWorkOnceItsFileIsRight(Method method) throws IOException {
        Path file = Files.writeString(folder.resolve("kafka.secret"), "wrong-password\n");
        SaslConfig sasl = new SaslConfig.Password(method, "weir", new SecretSource.InFile(file));
        try (KafkaHarness refused = at("SASL").sasl(sasl).start();
                KafkaHarness other =
                        KafkaHarness.of(broker.bootstrapServers(), TOPIC).start()) {
            refused.awaitError("Authentication failed").awaitError("; check sasl of this source");
            assertThat(refused.source().connected()).isFalse();
            assertThat(refused.source().lastError()).doesNotContain("wrong-password");
            // The others do not mind.
            other.awaitRows(READINGS);
            Files.writeString(file, "right-password\n");
            refused.awaitRows(READINGS);
            assertThat(refused.source().connected()).isTrue();
        }
    }

    @Test
    void shouldReadWithATokenAndWithANewOneFromTheSameFile() throws IOException {
        Path file =
                Files.writeString(folder.resolve("token"), token(Instant.now().minusSeconds(60)));
        SaslConfig sasl = new SaslConfig.TokenFile(new SecretSource.InFile(file));
        try (KafkaHarness source = at("TOKEN").sasl(sasl).start()) {
            Await.until(
                    KafkaHarness.LIMIT,
                    () -> "an expired token worked, or nothing was said: " + source.source(),
                    () -> !source.source().lastError().isEmpty());
            assertThat(source.source().connected()).isFalse();
            Files.writeString(file, token(Instant.now().plusSeconds(600)));
            source.awaitRows(READINGS);
        }
    }

    @Test
    void shouldFetchATokenWithItsOwnCredentials() throws IOException {
        LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/token", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(given + " " + body);
            String expected = Base64.getEncoder().encodeToString("weir:s%3Acret".getBytes(StandardCharsets.UTF_8));
            boolean good = ("Basic " + expected).equals(given);
            byte[] answer = (good
                            ? "{\"token_type\":\"Bearer\",\"expires_in\":600,\"access_token\":\""
                                    + token(Instant.now().plusSeconds(600)) + "\"}"
                            : "{\"error\":\"invalid_client\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(good ? 200 : 401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        Path file = Files.writeString(folder.resolve("client.secret"), "wrong");
        SaslConfig sasl = new SaslConfig.TokenEndpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token"),
                "weir",
                new SecretSource.InFile(file),
                Optional.of("kafka read"));
        try (KafkaHarness source = at("TOKEN").sasl(sasl).start()) {
            source.awaitError("answered with status 401; check client_id, client_secret and scope of sasl");
            Files.writeString(file, "s:cret");
            source.awaitRows(READINGS);
            assertThat(requests).last().asString().endsWith(" grant_type=client_credentials&scope=kafka+read");
        } finally {
            server.stop(0);
        }
    }

    /** A JWT without a signature, which the broker of this test takes. */
    private static String token(Instant expiry) {
        return base64("{\"alg\":\"none\"}") + "."
                + base64("{\"sub\":\"weir\",\"iat\":" + (expiry.getEpochSecond() - 600) + ",\"exp\":"
                        + expiry.getEpochSecond() + "}")
                + ".";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldReadWithTlsAndAPassword() {
        try (KafkaHarness source = at("BOTH")
                .tls(tls("ca.pem", Optional.empty()))
                .sasl(password(Method.SCRAM_SHA_512, "right-password"))
                .start()) {
            source.awaitRows(READINGS);
        }
    }

    @Test
    void shouldRefuseABrokerOfAnotherAuthority() {
        try (KafkaHarness source = at("BOTH")
                .tls(tls("other-ca.pem", Optional.empty()))
                .sasl(password(Method.PLAIN, "right-password"))
                .start()) {
            source.awaitError("no authority in ca_file of tls vouches for the broker's certificate");
            assertThat(source.rows()).isZero();
        }
    }

    @Test
    void shouldRefuseABrokerWhoseCertificateHasExpired() {
        try (KafkaHarness source =
                at("EXPIRED").tls(tls("ca.pem", Optional.empty())).start()) {
            source.awaitError("the broker's certificate has expired, or the clock of this machine is wrong");
            assertThat(source.rows()).isZero();
        }
    }

    @Test
    void shouldRefuseABrokerWhoseCertificateIsForAnotherHost() {
        TlsConfig strict = tls("ca.pem", Optional.empty());
        TlsConfig lax = new TlsConfig(
                strict.caFile(), Optional.empty(), Optional.empty(), Optional.empty(), false, strict.location());
        String host = "localhost:" + broker.port("BOTH");
        try (KafkaHarness source = KafkaHarness.of(host, TOPIC)
                .tls(strict)
                .sasl(password(Method.PLAIN, "right-password"))
                .start()) {
            source.awaitError("the broker's certificate is for another host: check bootstrap_servers");
            assertThat(source.rows()).isZero();
        }
        try (KafkaHarness source = KafkaHarness.of(host, TOPIC)
                .tls(lax)
                .sasl(password(Method.PLAIN, "right-password"))
                .start()) {
            source.awaitRows(READINGS);
        }
    }

    @Test
    void shouldSayThatTheBrokerRefusesTheCertificate() {
        Instant now = Instant.now();
        write("gone", CA.issue("box", List.of(), "EC", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))));
        try (KafkaHarness source =
                at("MUTUAL").tls(tls("ca.pem", Optional.of("gone"))).start()) {
            source.awaitError("the broker does not accept this appliance's certificate: check cert_file of tls");
            assertThat(source.ingest().certificateExpiry().orElseThrow()).isBefore(now);
            // Replaced, it works without a restart.
            write("gone", CA.issue("box", List.of()));
            source.awaitRows(READINGS);
            assertThat(source.ingest().certificateExpiry().orElseThrow()).isAfter(now);
        }
    }

    @Test
    void shouldUseARotatedCertificateForTheNextConnection() {
        write("box", CA.issue("box", List.of()));
        broker.createTopic("rotated", 3);
        KafkaHarness.produce(broker.bootstrapServers(), "rotated", 3, 0, 300, Map.of());
        try (KafkaHarness source = KafkaHarness.of("127.0.0.1:" + broker.port("CHANGING"), "rotated")
                .tls(tls("ca.pem", Optional.of("box")))
                .start()) {
            source.awaitRows(300);
            // The plant moves to another authority: the broker takes certificates of that alone after its restart.
            write("box", OTHER.issue("box", List.of()));
            OTHER.writeCertificate(folder.resolve("trusted.pem"));
            broker.restart();
            KafkaHarness.produce(broker.bootstrapServers(), "rotated", 3, 300, 330, Map.of());
            source.awaitRows(330);
            assertThat(source.rows()).isEqualTo(330);
            assertThat(source.ingest().stats().received()).isEqualTo(330);
        }
    }
}
