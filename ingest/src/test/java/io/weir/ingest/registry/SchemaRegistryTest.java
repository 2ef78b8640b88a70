package io.weir.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.weir.config.RegistryConfig;
import io.weir.config.Secret;
import io.weir.config.SecretSource;
import io.weir.ingest.Await;
import io.weir.ingest.registry.RegisteredSchema.Kind;
import io.weir.ingest.registry.SchemaRegistry.RegistryClosedException;
import io.weir.ingest.registry.SchemaRegistry.UnknownSchemaException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against an HTTP server on loopback that answers as a registry does. */
@Timeout(60)
class SchemaRegistryTest {
    private static final String CREDENTIALS =
            Base64.getEncoder().encodeToString("weir:hush".getBytes(StandardCharsets.UTF_8));

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private volatile int status = 200;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws IOException {
        listen(0);
        registry = new SchemaRegistry(
                "stream press",
                new RegistryConfig(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/registry/"),
                        Optional.of(new RegistryConfig.Credentials("weir", new SecretSource.Given(new Secret("hush")))),
                        Optional.empty()));
    }

    private void listen(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4);
        server.createContext("/registry", exchange -> {
            boolean known =
                    ("Basic " + CREDENTIALS).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            String path = exchange.getRequestURI().getRawPath().substring("/registry".length());
            String answer = answers.get(path);
            int code = !known ? 401 : status != 200 ? status : answer == null ? 404 : 200;
            byte[] body = (code == 200 ? answer : "{\"error_code\":" + code + "03,\"message\":\"no\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        registry.close();
        server.stop(0);
    }

    @Test
    void shouldAskForASchemaOnce() throws Exception {
        answers.put("/schemas/ids/7", "{\"schema\":\"\\\"long\\\"\"}");
        for (int i = 0; i < 100; i++) {
            assertThat(registry.schema(7).text()).isEqualTo("\"long\"");
        }
        assertThat(registry.schema(7).kind()).isEqualTo(Kind.AVRO);
        assertThat(registry.requests()).isEqualTo(1);
    }

    @Test
    void shouldFollowReferences() throws Exception {
        answers.put(
                "/schemas/ids/8",
                "{\"schemaType\":\"PROTOBUF\",\"schema\":\"import a;\",\"references\":[{\"name\":\"a.proto\","
                        + "\"subject\":\"x/a b\",\"version\":3}],\"maxId\":9}");
        answers.put(
                "/subjects/x%2Fa%20b/versions/3",
                "{\"subject\":\"x/a b\",\"id\":5,\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");
        RegisteredSchema schema = registry.schema(8);
        assertThat(schema.kind()).isEqualTo(Kind.PROTOBUF);
        assertThat(schema.references()).singleElement().satisfies(it -> {
            assertThat(it.name()).isEqualTo("a.proto");
            assertThat(it.schema().text()).isEqualTo("message A {}");
        });
    }

    @Test
    void shouldRefuseASchemaThatRefersToItself() {
        String loop = "{\"schema\":\"x\",\"references\":[{\"name\":\"a\",\"subject\":\"a\",\"version\":1}]}";
        answers.put("/schemas/ids/9", loop);
        answers.put("/subjects/a/versions/1", loop);
        assertThatThrownBy(() -> registry.schema(9))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessage("the schema /subjects/a/versions/1 refers to more than 64 others, or to itself");
    }

    @Test
    void shouldSayWhyASchemaIsUnknownAndNotAskForEachMessage() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> registry.schema(404))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessage("the schema registry does not have /schemas/ids/404");
        }
        assertThat(registry.requests()).isEqualTo(1);
        answers.put("/schemas/ids/1", "{\"schema\":null}");
        assertThatThrownBy(() -> registry.schema(1))
                .hasMessage("the schema registry's answer to /schemas/ids/1 has no schema in it");
        answers.put("/schemas/ids/2", "nothing");
        assertThatThrownBy(() -> registry.schema(2))
                .hasMessage("the schema registry's answer to /schemas/ids/2 is not JSON");
        answers.put("/schemas/ids/3", "{\"schema\":\"x\",\"schemaType\":\"THRIFT\"}");
        assertThatThrownBy(() -> registry.schema(3))
                .hasMessage("the schema /schemas/ids/3 is of the unknown kind 'THRIFT'");
        answers.put("/schemas/ids/4", "{\"schema\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThatThrownBy(() -> registry.schema(4)).hasMessage("the schema /schemas/ids/4 is larger than 1MiB");
    }

    @Test
    void shouldWaitForARegistryThatFailsOrIsGone() throws Exception {
        answers.put("/schemas/ids/7", "{\"schema\":\"x\"}");
        status = 503;
        CompletableFuture<String> waiting = inBackground();
        awaitError("the schema registry answered /schemas/ids/7 with status 503");
        int port = server.getAddress().getPort();
        server.stop(0);
        awaitError("the schema registry cannot be asked: java.net.ConnectException");
        assertThat(waiting).isNotDone();
        status = 200;
        listen(port);
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("x");
    }

    @Test
    void shouldSayThatCredentialsAreWrongAndEndTheWaitWhenClosed() {
        registry.close();
        registry = new SchemaRegistry(
                "stream press",
                new RegistryConfig(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/registry"),
                        Optional.empty(),
                        Optional.empty()));
        CompletableFuture<String> waiting = inBackground();
        awaitError("with status 401; check username and password of registry");
        registry.close();
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(RegistryClosedException.class);
    }

    private CompletableFuture<String> inBackground() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return registry.schema(7).text();
            } catch (UnknownSchemaException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitError(String part) {
        Await.until(
                Duration.ofSeconds(30),
                () -> "not said: " + part + "; but " + registry.lastError(),
                () -> registry.lastError().contains(part));
    }

    @Test
    void shouldReadTheHeaderThatConfluentWrites() {
        byte[] bytes = {9, 0, 0, 1, 2, 3, 'x'};
        assertThat(WireFormat.schemaId(bytes, 1, 6)).isEqualTo(0x010203);
        assertThat(WireFormat.schemaId(bytes, 0, 7)).as("another magic").isEqualTo(WireFormat.NONE);
        assertThat(WireFormat.schemaId(bytes, 1, 4)).as("too short").isEqualTo(WireFormat.NONE);
        assertThat(WireFormat.schemaId(new byte[] {0, -1, 0, 0, 0, 0}, 0, 6))
                .as("negative")
                .isEqualTo(WireFormat.NONE);
    }
}
