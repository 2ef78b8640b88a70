package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Posts to a process that is killed while it answers. */
@Tag("slow")
class HttpEndToEndTest {
    private static final int READINGS = 18_000;
    private static final int LINES = 50;
    private static final int KILLS = 3;

    @TempDir
    private Path dir;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @Test
    void shouldHaveEveryReadingThatWasAnswered202AfterKills() throws Exception {
        List<Reading> readings = Reading.generate(READINGS, 40, 400, 13);
        Set<Reading> accepted = ConcurrentHashMap.newKeySet();
        int port = freePort();
        Path config = TestConfig.write(dir, "in: { type: http, listen: \"127.0.0.1:" + port + "\" }", "0s", "");
        int share = READINGS / KILLS;
        for (int kill = 0; kill < KILLS; kill++) {
            List<Reading> part = readings.subList(kill * share, (kill + 1) * share);
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                awaitListening(port, weir);
                int until = accepted.size() + share / 2;
                Thread killer = new Thread(() -> {
                    Await.until(
                            Duration.ofSeconds(60),
                            () -> "accepted " + accepted.size(),
                            () -> accepted.size() >= until);
                    weir.kill();
                });
                killer.start();
                post(port, part, accepted);
                killer.join();
            }
        }
        try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
            awaitListening(port, weir);
            assertThat(send(port, "press", "{\"id\":1}\n").statusCode()).isEqualTo(202);
            assertThat(send(port, "prss", "{}\n").statusCode()).isEqualTo(404);
            weir.terminate();
            assertThat(weir.exitCode()).as(weir.err()).isZero();
        }
        List<Reading> journaled = Journals.readings(dir.resolve("data"));
        assertThat(accepted.size()).isGreaterThanOrEqualTo(READINGS / 2);
        assertThat(Set.copyOf(journaled)).containsAll(accepted);
        // What was not answered was posted once too: nothing may come twice.
        assertThat(journaled).doesNotHaveDuplicates();
        assertThat(Journals.count(dir.resolve("data"), "dead_letters")).isEqualTo(1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(int port, WeirProcess weir) {
        Await.until(Duration.ofSeconds(60), () -> "listening; " + weir.err(), () -> {
            try {
                return !weir.alive() || send(port, "none", "").statusCode() == 404;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private HttpResponse<String> send(int port, String stream, String body) throws IOException, InterruptedException {
        return client.send(request(port, stream, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(int port, String stream, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ingest/" + stream))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** Eight at a time; what fails when the process is killed is not sent again. */
    private void post(int port, List<Reading> readings, Set<Reading> accepted) {
        List<CompletableFuture<Void>> pending = new ArrayList<>();
        for (int from = 0; from < readings.size(); from += LINES) {
            List<Reading> lines = readings.subList(from, Math.min(from + LINES, readings.size()));
            String body = lines.stream().map(r -> r.json() + "\n").collect(Collectors.joining());
            pending.add(client.sendAsync(request(port, "press", body), HttpResponse.BodyHandlers.ofString())
                    .handle((response, error) -> {
                        if (response != null && response.statusCode() == 202) {
                            accepted.addAll(lines);
                        }
                        return null;
                    }));
            if (pending.size() == 8) {
                pending.forEach(CompletableFuture::join);
                pending.clear();
            }
        }
        pending.forEach(CompletableFuture::join);
    }
}
