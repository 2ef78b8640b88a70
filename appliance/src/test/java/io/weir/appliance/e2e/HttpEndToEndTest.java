package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void shouldHaveEveryReadingThatWasAnswered202AfterKills() throws Exception {
        List<Reading> readings = Reading.generate(READINGS, 40, 400, 13);
        Set<Reading> accepted = ConcurrentHashMap.newKeySet();
        HttpFeed feed = new HttpFeed();
        Path config = TestConfig.write(dir, feed.source(), "0s", "");
        int share = READINGS / KILLS;
        for (int kill = 0; kill < KILLS; kill++) {
            List<Reading> part = readings.subList(kill * share, (kill + 1) * share);
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                feed.awaitListening(weir);
                int until = accepted.size() + share / 2;
                Thread killer = new Thread(() -> {
                    Await.until(
                            Duration.ofSeconds(60),
                            () -> "accepted " + accepted.size(),
                            () -> accepted.size() >= until);
                    weir.kill();
                });
                killer.start();
                post(feed, part, accepted);
                killer.join();
            }
        }
        try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
            feed.awaitListening(weir);
            assertThat(feed.post("press", "{\"id\":1}\n").statusCode()).isEqualTo(202);
            assertThat(feed.post("prss", "{}\n").statusCode()).isEqualTo(404);
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

    /** Eight at a time; what fails when the process is killed is not sent again. */
    private static void post(HttpFeed feed, List<Reading> readings, Set<Reading> accepted) {
        List<CompletableFuture<Void>> pending = new ArrayList<>();
        for (int from = 0; from < readings.size(); from += LINES) {
            List<Reading> lines = readings.subList(from, Math.min(from + LINES, readings.size()));
            String body = lines.stream().map(r -> r.json() + "\n").collect(Collectors.joining());
            pending.add(feed.postAsync("press", body).handle((response, error) -> {
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
