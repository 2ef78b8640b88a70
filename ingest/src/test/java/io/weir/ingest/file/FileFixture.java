package io.weir.ingest.file;

import io.weir.config.BatchConfig;
import io.weir.config.FileSourceConfig;
import io.weir.config.FileSourceConfig.Order;
import io.weir.config.FileSourceConfig.Reading;
import io.weir.config.StreamConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.Streams;
import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A source of real files, with journals that can hold and crash. */
abstract class FileFixture {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final int MAX_PAYLOAD = 1024;

    @TempDir
    Path dir;

    FakeJournals journals = new FakeJournals();
    FileSource source;
    Ingest ingest;

    @AfterEach
    void stop() throws Exception {
        if (ingest != null) {
            journals.release();
            ingest.stop().get(30, TimeUnit.SECONDS);
            ingest = null;
        }
    }

    void start(boolean follow, Order order, int skipLines, int maxInFlight, String... patterns) {
        start(follow ? Reading.FOLLOW : Reading.ONCE, order, skipLines, maxInFlight, patterns);
    }

    void start(Reading reading, Order order, int skipLines, int maxInFlight, String... patterns) {
        FileSourceConfig config = new FileSourceConfig(
                "history",
                List.of(patterns).stream().map(it -> dir.resolve(it).toString()).toList(),
                reading,
                order,
                skipLines,
                new ByteSize(MAX_PAYLOAD));
        List<StreamConfig> streams = List.of(Streams.stream()
                .inputs("history")
                .key(Streams.topicKey(0))
                .field("seq", FieldType.LONG, "seq")
                .arrivalTime()
                .build());
        source = new FileSource(config, ResumePositions.of(journals, streams), Duration.ofMillis(5));
        ingest = new Ingest(
                source,
                streams,
                new BatchConfig(256, Duration.ofMillis(5)),
                journals,
                new StreamTimes(),
                IngestClock.SYSTEM,
                new IngestLimits(MAX_PAYLOAD, maxInFlight, 64L << 20, Duration.ofSeconds(5)));
        ingest.start();
    }

    void start(boolean follow, String... patterns) {
        start(follow, Order.NAME, 0, 200_000, patterns);
    }

    /** A new process: what was not durable is gone. */
    void crash() throws Exception {
        FakeJournals before = journals;
        journals = before.crash();
        before.release();
        ingest.stop().get(30, TimeUnit.SECONDS);
    }

    Path write(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static String lines(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "{\"seq\":" + i + ",\"pad\":\"" + "x".repeat(i % 50) + "\"}\n")
                .collect(Collectors.joining());
    }

    List<Long> sequences() {
        return journals.rows("readings", "press").stream()
                .map(row -> (Long) row.get("seq"))
                .toList();
    }

    void awaitRows(int count) {
        Await.until(
                PATIENCE,
                () -> "rows: " + sequences().size() + " of " + count + ", " + source.stats(),
                () -> sequences().size() >= count);
    }

    /** Until the source waits for what is in flight to become durable, unless it has read everything. */
    void awaitHeld(int all) {
        Await.until(
                PATIENCE,
                () -> "held: " + source.stats(),
                () -> source.stats().paused() || sequences().size() == all);
    }

    void awaitDone() {
        Await.until(PATIENCE, () -> "done: " + source.stats(), source::isDone);
    }

    static List<Long> range(int from, int count) {
        return LongStream.range(from, from + count).boxed().toList();
    }

    StreamStats stats() {
        return Optional.ofNullable(ingest.stats().streams().get("press")).orElseThrow();
    }
}
