package io.weir.appliance.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.appliance.e2e.Await;
import io.weir.config.ApiConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The interface against polite, rude and broken clients, over real sockets. */
class HttpApiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpApi.Limits WIDE = new HttpApi.Limits(Duration.ofMinutes(10), Duration.ofMinutes(10), 1000);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private volatile Health health = new Health(Health.Status.UP, Map.of("storage", ""));
    private HttpApi api;

    @AfterEach
    void stop() {
        if (api != null) {
            api.stop();
        }
    }

    @Test
    void shouldSayThatAllIsWell() throws Exception {
        start(WIDE);

        HttpResponse<String> response = send("GET", "/health");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body()).isEqualTo("{\"status\":\"up\",\"parts\":{\"storage\":\"ok\"}}");
    }

    @Test
    void shouldStayGoodWhileOnlyASourceIsAway() throws Exception {
        health = new Health(Health.Status.DEGRADED, Map.of("source plant", "not connected: \"refused\"\n"));
        start(WIDE);

        HttpResponse<String> response = send("GET", "/health");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(
                        "{\"status\":\"degraded\",\"parts\":{\"source plant\":\"not connected: \\\"refused\\\"\\n\"}}");
    }

    @Test
    void shouldAnswer503AfterAFailure() throws Exception {
        health = new Health(Health.Status.FAILED, Map.of("storage", "failed: no disk"));
        start(WIDE);

        HttpResponse<String> response = send("GET", "/health");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"status\":\"failed\"").contains("no disk");
    }

    @Test
    void shouldServeMetricsAsPrometheusText() throws Exception {
        start(WIDE);

        HttpResponse<String> response = send("GET", "/metrics?name[]=x");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).isEqualTo("weir_up 1\n");
    }

    @Test
    void shouldAnswerAHeadRequestWithoutABody() throws Exception {
        start(WIDE);

        HttpResponse<String> response = send("HEAD", "/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Length")).hasValue("10");
    }

    @Test
    void shouldSayWhatThereIsWhereThereIsNothing() throws Exception {
        start(WIDE);

        for (String path : List.of("/", "/healthy", "/metrics/x", "/../../etc/passwd")) {
            HttpResponse<String> response = send("GET", path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body()).isEqualTo("there is nothing at this path, only /health and /metrics\n");
        }
    }

    @Test
    void shouldRefuseOtherMethodsAndNotReadTheirBodies() throws Exception {
        start(WIDE);

        for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            HttpResponse<String> response = send(method, "/health");
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
        assertThat(exchange("POST /health HTTP/1.1\r\nHost: box\r\nContent-Length: 9000000000\r\n\r\nabc"))
                .startsWith("HTTP/1.1 405 ");
    }

    @Test
    void shouldRefuseAGiantRequestLineAndGiantHeaders() throws Exception {
        start(WIDE);

        assertThat(exchange("GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: box\r\n\r\n"))
                .matches("(?s)HTTP/1.1 4(00|14) .*");
        assertThat(exchange("GET /health HTTP/1.1\r\nHost: box\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
                .matches("(?s)HTTP/1.1 4(00|13|31) .*");
        assertThat(send("GET", "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSurviveWhatIsNotHttp() throws Exception {
        start(WIDE);

        assertThat(exchange("\u0016\u0003\u0001\u0000\u0000 \u0000\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(send("GET", "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldCloseASilentConnection() throws Exception {
        start(new HttpApi.Limits(Duration.ofMillis(200), Duration.ofMinutes(10), 64));
        try (Socket socket = connect()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void shouldCloseAConnectionThatStaysSilentAfterARequest() throws Exception {
        start(new HttpApi.Limits(Duration.ofMillis(200), Duration.ofMinutes(10), 64));

        assertThat(exchange("GET /health HTTP/1.1\r\nHost: box\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void shouldCloseAConnectionThatTricklesItsHeaders() throws Exception {
        start(new HttpApi.Limits(Duration.ofMinutes(10), Duration.ofMillis(300), 64));
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /health HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            Await.until(PATIENCE, () -> "a trickle is let through", () -> {
                try {
                    out.write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }
    }

    @Test
    void shouldTurnAwayWhoeverComesWhenItIsFullAndServeAgainAfterwards() throws Exception {
        start(new HttpApi.Limits(Duration.ofMinutes(10), Duration.ofMinutes(10), 64));
        List<Socket> guests = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                Socket guest = connect();
                guests.add(guest);
                // An answer, so that it surely has its place.
                guest.getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: box\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(guest.getInputStream().read()).isEqualTo('H');
            }
            for (int i = 0; i < 30; i++) {
                assertThat(exchange("GET /health HTTP/1.1\r\nHost: box\r\n\r\n"))
                        .isEmpty();
            }
        } finally {
            for (Socket guest : guests) {
                guest.close();
            }
        }
        Await.until(PATIENCE, () -> "it stays full", () -> {
            try {
                return exchange("GET /health HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n")
                        .startsWith("HTTP/1.1 200 ");
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void shouldNameTheAddressThatIsTaken() {
        start(WIDE);

        assertThatThrownBy(
                        () -> HttpApi.start(new ApiConfig(true, "127.0.0.1", api.port()), () -> health, () -> "", WIDE))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("api.listen: cannot listen on 127.0.0.1:" + api.port() + ": ")
                .hasMessageEndingWith("; is another instance running? Choose another port, or 'listen: off'");
    }

    private void start(HttpApi.Limits limits) {
        api = HttpApi.start(new ApiConfig(true, "127.0.0.1", 0), () -> health, () -> "weir_up 1\n", limits);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                        .method(method, BodyPublishers.noBody())
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** Everything that comes back until the other side closes; empty if that is all it does. */
    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            StringBuilder answer = new StringBuilder();
            try {
                for (int b = socket.getInputStream().read();
                        b >= 0;
                        b = socket.getInputStream().read()) {
                    answer.append((char) b);
                }
            } catch (SocketException e) {
                // Reset by the other side: it has not read everything that was sent.
            }
            return answer.toString();
        }
    }
}
