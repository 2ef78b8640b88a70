package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.storage.JournalReader;
import io.weir.storage.ReadOnlyStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams are cheap: a hundred take no more threads, files and mappings than one, and fit in half the usual heap. */
@Tag("slow")
class HundredStreamsTest {
    private static final int POSTS = 600;
    private static final int ROWS = 40;

    @TempDir
    private Path dir;

    /** What a process holds. */
    private record Held(int threads, long files, long mappings) {
        static Held by(long pid) throws IOException {
            Path proc = Path.of("/proc/" + pid);
            int threads = Files.readAllLines(proc.resolve("status")).stream()
                    .filter(line -> line.startsWith("Threads:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(8).strip()))
                    .sum();
            try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
                return new Held(
                        threads,
                        files.count(),
                        Files.readAllLines(proc.resolve("maps")).stream()
                                .filter(line -> line.contains("/journals/"))
                                .count());
            }
        }
    }

    private Path config(Path home, int streams, HttpFeed feed) throws IOException {
        String each = IntStream.range(0, streams)
                .mapToObj(i -> "  s" + i + ": { inputs: [in], key: $.k, fields: { n: long, f" + i + ": double } }\n")
                .collect(Collectors.joining());
        Files.createDirectories(home);
        return Files.writeString(
                home.resolve("weir.yaml"),
                "version: 1\ndata_dir: data\nsources:\n  " + feed.source() + "\nstreams:\n" + each
                        + "storage: { sync: { mode: group, max_delay: 1ms } }\napi: { listen: off }\n");
    }

    /** Posts rows to all streams in turn, and returns what the process holds then. */
    private Held run(Path home, int streams) throws Exception {
        HttpFeed feed = new HttpFeed();
        Path config = config(home, streams, feed);
        try (WeirProcess weir =
                WeirProcess.startWith(List.of("-Xms128m", "-Xmx128m"), home, "run", "-c", config.toString())) {
            feed.awaitListening(weir);
            for (int post = 0; post < POSTS; post++) {
                int stream = post % streams;
                String body = IntStream.range(0, ROWS)
                        .mapToObj(i -> "{\"k\":\"d" + i + "\",\"n\":" + i + ",\"f" + stream + "\":0.5}\n")
                        .collect(Collectors.joining());
                HttpResponse<String> answer = feed.post("s" + stream, body);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            }
            Held held = Held.by(weir.pid());
            weir.terminate();
            assertThat(weir.exitCode()).as(weir.err()).isZero();
            return held;
        }
    }

    private static Map<String, Long> rows(Path data) {
        Map<String, Long> rows = new TreeMap<>();
        try (ReadOnlyStore store = ReadOnlyStore.open(data);
                JournalReader reader = store.reader("readings", 0)) {
            for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
                rows.merge(batch.schema().name(), (long) batch.rowCount(), Long::sum);
            }
        }
        return rows;
    }

    @Test
    void shouldHoldNoMoreForAHundredStreamsThanForOne() throws Exception {
        Held one = run(dir.resolve("one"), 1);
        Held hundred = run(dir.resolve("hundred"), 100);

        assertThat(rows(dir.resolve("one/data"))).isEqualTo(Map.of("s0", (long) POSTS * ROWS));
        assertThat(rows(dir.resolve("hundred/data")))
                .hasSize(100)
                .allSatisfy((stream, rows) -> assertThat(rows).isEqualTo(POSTS / 100L * ROWS));
        assertThat(hundred.threads()).as("%s and %s", one, hundred).isLessThanOrEqualTo(one.threads() + 2);
        assertThat(hundred.files()).as("%s and %s", one, hundred).isLessThanOrEqualTo(one.files() + 5);
        assertThat(hundred.mappings()).as("%s and %s", one, hundred).isLessThanOrEqualTo(one.mappings() + 2);
    }
}
