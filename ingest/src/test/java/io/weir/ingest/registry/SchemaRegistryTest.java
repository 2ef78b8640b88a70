package io.weir.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.RegistryConfig;
import io.weir.config.Secret;
import io.weir.config.SecretSource;
import io.weir.ingest.Await;
import io.weir.ingest.decode.DecoderClosedException;
import io.weir.ingest.registry.RegisteredSchema.Kind;
import io.weir.ingest.registry.SchemaRegistry.UnknownSchemaException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against an HTTP server on loopback that answers as a registry does. */
@Timeout(60)
class SchemaRegistryTest {
    private static final String CREDENTIALS =
            Base64.getEncoder().encodeToString("weir:hush".getBytes(StandardCharsets.UTF_8));

    private final RegistryServer server = RegistryServer.start("Basic " + CREDENTIALS);
    private SchemaRegistry registry = new SchemaRegistry(
            "stream press",
            new RegistryConfig(
                    URI.create(server.config().url() + "/"),
                    Optional.of(new RegistryConfig.Credentials("weir", new SecretSource.Given(new Secret("hush")))),
                    Optional.empty()),
            Kind.AVRO);

    @AfterEach
    void close() {
        registry.close();
        server.close();
    }

    @Test
    void shouldAskForASchemaOnce() throws Exception {
        server.answer("/schemas/ids/7", "{\"schema\":\"\\\"long\\\"\"}");
        for (int i = 0; i < 100; i++) {
            assertThat(registry.schema(7).text()).isEqualTo("\"long\"");
        }
        assertThat(registry.schema(7).kind()).isEqualTo(Kind.AVRO);
        assertThat(registry.requests()).isEqualTo(1);
    }

    @Test
    void shouldFollowReferences() throws Exception {
        server.answer(
                "/schemas/ids/8",
                "{\"schemaType\":\"PROTOBUF\",\"schema\":\"import a;\",\"references\":[{\"name\":\"a.proto\","
                        + "\"subject\":\"x/a b\",\"version\":3}],\"maxId\":9}");
        server.answer(
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
        server.answer("/schemas/ids/9", loop);
        server.answer("/subjects/a/versions/1", loop);
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
        server.answer("/schemas/ids/1", "{\"schema\":null}");
        assertThatThrownBy(() -> registry.schema(1))
                .hasMessage("the schema registry's answer to /schemas/ids/1 has no schema in it");
        server.answer("/schemas/ids/2", "nothing");
        assertThatThrownBy(() -> registry.schema(2))
                .hasMessage("the schema registry's answer to /schemas/ids/2 is not JSON");
        server.answer("/schemas/ids/3", "{\"schema\":\"x\",\"schemaType\":\"THRIFT\"}");
        assertThatThrownBy(() -> registry.schema(3))
                .hasMessage("the schema /schemas/ids/3 is of the unknown kind 'THRIFT'");
        server.answer("/schemas/ids/4", "{\"schema\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThatThrownBy(() -> registry.schema(4)).hasMessage("the schema /schemas/ids/4 is larger than 1MiB");
    }

    @Test
    void shouldWaitForARegistryThatFailsOrIsGone() throws Exception {
        server.answer("/schemas/ids/7", "{\"schema\":\"x\"}");
        server.status(503);
        CompletableFuture<String> waiting = inBackground();
        awaitError("the schema registry answered /schemas/ids/7 with status 503");
        server.stop();
        awaitError("the schema registry cannot be asked: java.net.ConnectException");
        assertThat(waiting).isNotDone();
        server.status(200);
        server.startAgain();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("x");
    }

    @Test
    void shouldSayThatCredentialsAreWrongAndEndTheWaitWhenClosed() {
        registry.close();
        registry = new SchemaRegistry("stream press", server.config(), Kind.AVRO);
        CompletableFuture<String> waiting = inBackground();
        awaitError("with status 401; check username and password of registry");
        registry.close();
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(DecoderClosedException.class);
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
                () -> "not said: " + part + "; but " + registry.waiting(),
                () -> registry.waiting().contains(part));
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

    @Test
    void shouldNotBeHeldUpByADeviceThatMakesNumbersUp() throws Exception {
        int asked = 0;
        for (int id = 1; id <= 5_000; id++) {
            long before = registry.requests();
            int made = id;
            assertThatThrownBy(() -> registry.schema(made)).isInstanceOf(UnknownSchemaException.class);
            asked += (int) (registry.requests() - before);
        }
        // One a second more, should this take seconds.
        assertThat(asked).isBetween(100, 200);
        assertThatThrownBy(() -> registry.schema(5_000))
                .hasMessage("the schema registry is not asked for /schemas/ids/5000: too many numbers that it does not"
                        + " have have come lately");
        server.answer("/schemas/ids/7000", "{\"schema\":\"x\"}");
        Await.until(Duration.ofSeconds(30), () -> "never asked again", () -> {
            try {
                return registry.schema(7000).text().equals("x");
            } catch (UnknownSchemaException e) {
                return false;
            }
        });
    }

    @Test
    void shouldAskForWhatACompilerMakesOfProtoFiles() throws Exception {
        registry.close();
        try (RegistryServer open = RegistryServer.start()) {
            registry = new SchemaRegistry("stream press", open.config(), Kind.PROTOBUF);
            open.schema("/schemas/ids/7?format=serialized", "PROTOBUF", "QQ==", "");
            assertThat(registry.schema(7).text()).isEqualTo("QQ==");
        }
    }

    @Test
    void shouldNotWaitForARegistryThatNeverEndsItsAnswer() throws Exception {
        registry.close();
        try (ServerSocket silent = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            registry = new SchemaRegistry(
                    "stream press",
                    new RegistryConfig(
                            URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                            Optional.empty(),
                            Optional.empty()),
                    Kind.AVRO);
            CompletableFuture<String> waiting = inBackground();
            try (Socket asking = silent.accept()) {
                asking.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx".getBytes(StandardCharsets.US_ASCII));
                assertThat(waiting).isNotDone();
                registry.close();
                assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                        .hasRootCauseInstanceOf(DecoderClosedException.class);
            }
        }
    }
}
