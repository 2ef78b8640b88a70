package io.weir.appliance.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Posts to an HTTP source. */
final class HttpFeed {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final int port;

    /** For a port that is free now. */
    HttpFeed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    /** The source, for the configuration. */
    String source() {
        return "in: { type: http, listen: \"127.0.0.1:" + port + "\" }";
    }

    void awaitListening(WeirProcess weir) {
        Await.until(Duration.ofSeconds(60), () -> "listening; " + weir.err(), () -> {
            try {
                return !weir.alive() || post("none", "").statusCode() == 404;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    HttpResponse<String> post(String stream, String lines) throws IOException, InterruptedException {
        return client.send(request(stream, lines), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> postAsync(String stream, String lines) {
        return client.sendAsync(request(stream, lines), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String stream, String lines) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ingest/" + stream))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build();
    }
}
