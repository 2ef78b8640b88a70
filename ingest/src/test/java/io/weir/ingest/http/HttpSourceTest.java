package io.weir.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.BatchConfig;
import io.weir.config.HttpSourceConfig;
import io.weir.config.Secret;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.Streams;
import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Posting, over real sockets, to polite and rude clients. */
class HttpSourceTest {
    private static final String NDJSON = "application/x-ndjson";
    private static final Duration LONG = Duration.ofMinutes(5);

    private final FakeJournals journals = new FakeJournals();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path dir;

    private HttpSource source;
    private Ingest ingest;

    @AfterEach
    void stop() throws Exception {
        if (ingest != null) {
            journals.release();
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
    }

    private static HttpSourceConfig config(Optional<Secret> token, int connections, Duration idle, Duration request) {
        return new HttpSourceConfig(
                "push",
                "127.0.0.1",
                0,
                token,
                false,
                Optional.empty(),
                ByteSize.ofKiB(1),
                ByteSize.ofKiB(64),
                connections,
                idle,
                request);
    }

    private void start() {
        start(config(Optional.empty(), 64, LONG, LONG), 200_000);
    }

    private void start(HttpSourceConfig config, int maxInFlight) {
        source = new HttpSource(config, Set.of("press", "pumps"), Duration.ofMillis(5));
        ingest = new Ingest(
                source,
                List.of(stream("press"), stream("pumps")),
                new BatchConfig(256, Duration.ofMillis(5)),
                journals,
                new StreamTimes(),
                IngestClock.SYSTEM,
                new IngestLimits(1024, maxInFlight, 64L << 20, Duration.ofSeconds(10)));
        ingest.start();
        Await.until(Duration.ofSeconds(10), () -> "bound", () -> source.port() > 0);
    }

    private static io.weir.config.StreamConfig stream(String id) {
        return Streams.stream()
                .id(id)
                .inputs("push")
                .key(Streams.payloadKey("d"))
                .field("seq", FieldType.LONG, "seq")
                .arrivalTime()
                .build();
    }

    private HttpRequest request(String path, String type, byte[] body, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + source.port() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body));
        return headers.length == 0 ? builder.build() : builder.headers(headers).build();
    }

    private HttpResponse<String> post(String path, String type, String body, String... headers) throws Exception {
        return client.send(
                request(path, type, body.getBytes(StandardCharsets.UTF_8), headers), BodyHandlers.ofString());
    }

    private static String lines(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "{\"d\":\"p" + i % 3 + "\",\"seq\":" + i + "}\n")
                .collect(Collectors.joining());
    }

    private List<Object> sequences(String stream) {
        return journals.rows("readings", stream).stream()
                .map(row -> row.get("seq"))
                .toList();
    }

    private StreamStats stats(String stream) {
        return Optional.ofNullable(ingest.stats().streams().get(stream)).orElseThrow();
    }

    @Test
    void shouldAnswerOnlyWhenTheJournalIsDurable() throws Exception {
        start();
        journals.hold();

        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request("/ingest/press", NDJSON, lines(0, 5).getBytes(StandardCharsets.UTF_8)),
                BodyHandlers.ofString());
        Await.until(
                Duration.ofSeconds(10),
                () -> "appended",
                () -> sequences("press").size() == 5);
        assertThat(answer).isNotDone();

        journals.release();
        HttpResponse<String> response = answer.get(10, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEqualTo("{\"accepted\":5}\n");
        assertThat(sequences("pumps")).isEmpty();
    }

    @Test
    void shouldReportRejectedLinesAndKeepThemAsDeadLetters() throws Exception {
        start();

        HttpResponse<String> response = post(
                "/ingest/press",
                NDJSON + "; charset=utf-8",
                "{\"d\":\"a\",\"seq\":1}\r\n\n{\"d\":\"a\",\"seq\":\"x\"}\n{\"d\":\"a\",\"seq\":" + "1".repeat(2000)
                        + "}\n{\"d\":\"a\",\"seq\":2}");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body())
                .startsWith(
                        "{\"accepted\":2,\"rejected_count\":2,\"rejected\":[{\"line\":3,\"reason\":\"type_mismatch\"")
                .contains("{\"line\":4,\"reason\":\"payload_too_large\"");
        assertThat(sequences("press")).containsExactly(1L, 2L);
        assertThat(journals.rows("dead_letters", "dead_letters")).hasSize(2);
        StreamStats stats = stats("press");
        assertThat(stats.received()).isEqualTo(4);
        assertThat(stats.journaled() + stats.deadLetterCount()).isEqualTo(4);
        assertThat(stats("pumps").received()).isZero();
    }

    @Test
    void shouldNameNoMoreRejectedLinesThanItsBound() throws Exception {
        start();

        HttpResponse<String> response = post("/ingest/press", NDJSON, "nonsense\n".repeat(1000));

        assertThat(response.body()).startsWith("{\"accepted\":0,\"rejected_count\":1000,");
        assertThat(response.body().split("\"line\"", -1)).hasSize(Answer.MAX_REJECTED + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"d\":\"a\",\"seq\":1}|1",
                " { \"d\" : \"a\" ,~ \"seq\" : 1 } |1",
                "[{\"d\":\"a\",\"seq\":1},{\"d\":\"]}\\\\\\\"\",\"seq\":2}]|1,2",
                "[{\"d\":\"a\",\"seq\":1,\"x\":[{},[1]]} , {\"d\":\"a\",\"seq\":2}]|1,2",
                "{\"d\":\"a\",\"seq\":1}{\"d\":\"a\",\"seq\":2}|1,2"
            })
    void shouldTakeObjectsAndArraysOfThem(String body, String expected) throws Exception {
        start();

        HttpResponse<String> response = post("/ingest/press", "application/json", body.replace('~', '\n'));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(sequences("press")).map(String::valueOf).containsExactly(expected.split(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"d\":\"a\"}",
                "[{\"d\":\"a\"}]]",
                "[{\"d\":\"a\"},]",
                "[,]",
                "{\"d\":\"a\"",
                "{\"d\":\"a",
                "true",
                "[]",
                "``",
                "``  "
            })
    void shouldTakeNothingOfABodyWhoseBordersAreNotToBeFound(String body) throws Exception {
        start();

        HttpResponse<String> response = post("/ingest/press", "application/json", body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(stats("press").received()).isZero();
    }

    @Test
    void shouldTakeGzipWithinItsCaps() throws Exception {
        start();

        byte[] good = gzip(lines(0, 500).getBytes(StandardCharsets.UTF_8));
        assertThat(send(good, "gzip").body()).isEqualTo("{\"accepted\":500}\n");
        assertThat(send(gzip(new byte[80 * 1024]), "gzip").statusCode()).isEqualTo(413);
        assertThat(send(gzip(new byte[50 << 20]), "gzip").statusCode()).isEqualTo(413);
        assertThat(send(java.util.Arrays.copyOf(good, good.length - 9), "gzip").statusCode())
                .isEqualTo(400);
        assertThat(send(new byte[] {1, 2, 3}, "gzip").statusCode()).isEqualTo(400);
        assertThat(send(good, "br").statusCode()).isEqualTo(415);
        assertThat(stats("press").received()).isEqualTo(500);
        assertThat(source.refused()).containsEntry("body_too_large", 2L).containsEntry("invalid_gzip", 2L);
    }

    private HttpResponse<String> send(byte[] body, String encoding) throws Exception {
        return client.send(
                request("/ingest/press", NDJSON, body, "Content-Encoding", encoding), BodyHandlers.ofString());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void shouldSayWhatIsWrongWithARequest() throws Exception {
        start();

        HttpResponse<String> unknown = post("/ingest/prss", NDJSON, lines(0, 1));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("did you mean 'press'?");
        assertThat(post("/metrics", NDJSON, "").statusCode()).isEqualTo(404);
        assertThat(post("/ingest/press", NDJSON, "x".repeat(65 * 1024)).statusCode())
                .isEqualTo(413);
        assertThat(chunked("x".repeat(65 * 1024)).statusCode()).isEqualTo(413);
        assertThat(post("/ingest/press", NDJSON, "\n \r\n").statusCode()).isEqualTo(400);
        HttpResponse<String> form = post("/ingest/press", "application/x-www-form-urlencoded", "a=1");
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(form.body()).contains("Content-Type: application/x-ndjson");
        HttpResponse<String> get = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + source.port() + "/ingest/press"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).hasValue("POST");
        assertThat(post("/ingest/press", NDJSON, lines(0, 1)).statusCode()).isEqualTo(202);
    }

    private HttpResponse<String> chunked(String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + source.port() + "/ingest/press"))
                        .header("Content-Type", NDJSON)
                        .POST(BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void shouldAskForTheToken() throws Exception {
        start(config(Optional.of(new Secret("s3cret")), 64, LONG, LONG), 200_000);

        HttpResponse<String> without = post("/ingest/press", NDJSON, lines(0, 1));
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(post("/ingest/press", NDJSON, lines(0, 1), "Authorization", "Bearer s3cre")
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("/ingest/press", NDJSON, lines(0, 1), "Authorization", "Bearer s3cret")
                        .statusCode())
                .isEqualTo(202);
        assertThat(stats("press").received()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheTopicBehindTheStreamToTheDeadLetter() throws Exception {
        start();

        post("/ingest/press/plant/p7/press", NDJSON, "nonsense");

        assertThat(journals.rows("dead_letters", "dead_letters").get(0)).containsEntry("topic", "plant/p7/press");
    }

    @Test
    void shouldHoldBackAndTakeNothingWhileTheJournalIsStalled() throws Exception {
        start(config(Optional.empty(), 64, LONG, Duration.ofMillis(400)), 5);
        journals.hold();

        // The first reaches the limit: taken, but not durable. Nothing is asked for any more.
        HttpResponse<String> first = post("/ingest/press", NDJSON, lines(0, 5));
        assertThat(first.statusCode()).isEqualTo(503);
        HttpResponse<String> second = post("/ingest/press", NDJSON, lines(5, 5));
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(sequences("press")).hasSize(5);

        journals.release();
        Await.until(Duration.ofSeconds(10), () -> "taken again", () -> {
            try {
                return post("/ingest/press", NDJSON, lines(5, 5)).statusCode() == 202;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(sequences("press")).hasSize(10);
        StreamStats stats = stats("press");
        assertThat(stats.received()).isEqualTo(10).isEqualTo(stats.journaled());
    }

    @Test
    void shouldCloseConnectionsThatTrickle() throws Exception {
        start(config(Optional.empty(), 64, Duration.ofMillis(300), Duration.ofMillis(500)), 200_000);

        assertThat(closedWhileTrickling("POST /ingest/press HTTP/1.1\r\nX: ")).isTrue();
        assertThat(closedWhileTrickling("POST /ingest/press HTTP/1.1\r\nHost: a\r\nContent-Type: " + NDJSON
                        + "\r\nContent-Length: 60000\r\n\r\n"))
                .isTrue();
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), source.port())) {
            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(stats("press").received()).isZero();
    }

    /** Sends a byte at a time until the server has enough of it. */
    private boolean closedWhileTrickling(String beginning) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), source.port())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(20);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (System.nanoTime() - deadline < 0) {
                try {
                    out.write('a');
                    if (in.read() < 0) {
                        return true;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    // Nothing came within 20 ms: the next byte.
                } catch (IOException e) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void shouldCloseConnectionsBeyondItsLimit() throws Exception {
        start(config(Optional.empty(), 3, LONG, LONG), 200_000);
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                open.add(new Socket(InetAddress.getLoopbackAddress(), source.port()));
            }
            Await.until(
                    Duration.ofSeconds(10),
                    () -> "accepted",
                    () -> source.stats().connects() == 3);
            try (Socket fourth = new Socket(InetAddress.getLoopbackAddress(), source.port())) {
                fourth.setSoTimeout(20_000);
                assertThat(fourth.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(source.refused()).isEqualTo(Map.of("too_many_connections", 1L));
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void shouldTakeManyRequestsOnManyConnectionsAndLoseNone() throws Exception {
        start();
        int requests = 400;
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            byte[] body = lines(i * 10, 10).getBytes(StandardCharsets.UTF_8);
            answers.add(client.sendAsync(request("/ingest/press", NDJSON, body), BodyHandlers.ofString()));
            if (answers.size() % 50 == 0) {
                CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                        .get(30, TimeUnit.SECONDS);
            }
        }
        int accepted = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            accepted += answer.get(30, TimeUnit.SECONDS).statusCode() == 202 ? 10 : 0;
        }
        assertThat(sequences("press")).doesNotHaveDuplicates().hasSize(accepted);
        assertThat(accepted).isEqualTo(requests * 10);
    }

    @Test
    void shouldAnswerWhatWasTakenWhenItStops() throws Exception {
        start();
        journals.hold();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                request("/ingest/press", NDJSON, lines(0, 5).getBytes(StandardCharsets.UTF_8)),
                BodyHandlers.ofString());
        Await.until(
                Duration.ofSeconds(10),
                () -> "appended",
                () -> sequences("press").size() == 5);

        CompletableFuture<Void> stopped = ingest.stop();
        journals.release();

        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        stopped.get(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldEncryptWithACertificate() throws Exception {
        Path keys = dir.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "box",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        "secret")
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
        Path cert = pem("CERTIFICATE", store.getCertificate("box").getEncoded());
        Path key =
                pem("PRIVATE KEY", store.getKey("box", "secret".toCharArray()).getEncoded());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store(store));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpSourceConfig plain = config(Optional.of(new Secret("s3cret")), 64, LONG, LONG);
        start(
                new HttpSourceConfig(
                        plain.id(),
                        plain.host(),
                        plain.port(),
                        plain.token(),
                        false,
                        Optional.of(new HttpSourceConfig.Tls(cert, key)),
                        plain.maxPayload(),
                        plain.maxBody(),
                        plain.maxConnections(),
                        plain.idleTimeout(),
                        plain.requestTimeout()),
                200_000);

        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + source.port() + "/ingest/press"))
                                .header("Content-Type", NDJSON)
                                .header("Authorization", "Bearer s3cret")
                                .POST(BodyPublishers.ofString(lines(0, 3)))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(sequences("press")).hasSize(3);
    }

    /** With the certificate as one to be trusted. */
    private static KeyStore store(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("box", keys.getCertificate("box"));
        return trusted;
    }

    private Path pem(String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                dir.resolve(what), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
