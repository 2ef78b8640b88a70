package io.weir.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.BatchConfig;
import io.weir.config.FileSourceConfig;
import io.weir.config.FileSourceConfig.Order;
import io.weir.config.FileSourceConfig.Reading;
import io.weir.config.StreamConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.Streams;
import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files, as DuckDB writes them. */
class ParquetFileTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path dir;

    private FakeJournals journals = new FakeJournals();
    private FileSource source;
    private Ingest ingest;

    @AfterEach
    void stop() throws Exception {
        if (ingest != null) {
            journals.release();
            ingest.stop().get(30, TimeUnit.SECONDS);
        }
    }

    private Path write(String name, String select, String options) {
        Path file = dir.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet" + options + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    private void start(int maxInFlight, String... names) {
        FileSourceConfig config = new FileSourceConfig(
                "history",
                Arrays.stream(names).map(it -> dir.resolve(it).toString()).toList(),
                Reading.ONCE,
                Order.NAME,
                0,
                ByteSize.ofKiB(64));
        List<StreamConfig> streams = List.of(Streams.stream()
                .inputs("history")
                .key(Streams.payloadKey("device"))
                .time(TimeUnitConfig.MS, "ts")
                .field("seq", FieldType.LONG, "seq")
                .field("temp", FieldType.DOUBLE, "temp")
                .build());
        source = new FileSource(config, ResumePositions.of(journals, streams), Duration.ofMillis(5));
        ingest = new Ingest(
                source,
                streams,
                new BatchConfig(256, Duration.ofMillis(5)),
                journals,
                new StreamTimes(),
                IngestClock.SYSTEM,
                new IngestLimits(64 << 10, maxInFlight, 64L << 20, Duration.ofSeconds(5)));
        ingest.start();
    }

    private static String rows(int from, int count) {
        return "SELECT range AS seq, range / 2 AS temp, TIMESTAMP '2024-01-01' + INTERVAL (range) SECOND AS ts,"
                + " 'p' || range % 3 AS device FROM range(" + from + ", " + (from + count) + ")";
    }

    private List<Long> sequences() {
        return journals.rows("readings", "press").stream()
                .map(row -> (Long) row.get("seq"))
                .toList();
    }

    private static List<Long> range(int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private void awaitDone() {
        Await.until(PATIENCE, () -> "done: " + source.stats() + ingest.stats(), source::isDone);
    }

    private static String read(Path file, long from) throws IOException {
        ParquetReader reader = new ParquetReader(file, from, 1 << 20);
        StringBuilder out = new StringBuilder();
        try {
            while (!reader.isAtEnd()) {
                reader.read();
                for (int i = 0; i < reader.count(); i++) {
                    out.append(reader.last(i)).append(' ');
                    out.append(new String(reader.bytes(), reader.start(i), reader.length(i), StandardCharsets.UTF_8));
                    out.append('\n');
                }
            }
        } finally {
            reader.close();
        }
        return out.toString();
    }

    @Test
    void shouldGiveEveryTypeAsJson() throws Exception {
        Path file = write("types.parquet", """
                SELECT 1::TINYINT AS a, -9223372036854775807::BIGINT - 1 AS b, 18446744073709551615::UBIGINT AS c,
                  0.1::FLOAT AS d, 1e300::DOUBLE AS e, 'nan'::DOUBLE AS f, '-inf'::FLOAT AS g, true AS h,
                  12.50::DECIMAL(10,2) AS i, 'grün "x"' AS j, 'ab'::BLOB AS k,
                  TIMESTAMP '1969-12-31 23:59:59.5' AS l, TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS m,
                  TIMESTAMP_MS '2024-01-01 00:00:00.001' AS n, TIMESTAMPTZ '2024-01-01 00:00:00+02' AS o,
                  DATE '2024-02-03' AS p, TIMESTAMP '4000-01-01' AS q, {'line': 4, 'x': [1, NULL]} AS r, [1, 2] AS s,
                  TIME '10:00:00' AS t, NULL::DOUBLE AS u, NULL::VARCHAR AS v, NULL::TIMESTAMP AS w, NULL::BOOLEAN AS x,
                  NULL::BIGINT AS y, 7 AS "odd 'na""me"
                """, "");

        assertThat(read(file, 0)).isEqualTo("""
                0 {"a":1,"b":-9223372036854775808,"c":18446744073709551615,"d":0.1,"e":1.0E300,"f":"NaN",\
                "g":"-Infinity","h":true,"i":12.50,"j":"grün \\"x\\"","k":"YWI=","l":"1969-12-31T23:59:59.500Z",\
                "m":"2024-01-01T00:00:00.123456789Z","n":"2024-01-01T00:00:00.001Z","o":"2023-12-31T22:00:00Z",\
                "p":"2024-02-03T00:00:00Z","q":"4000-01-01T00:00:00Z","r":{"line":4,"x":[1,null]},"s":[1,2],\
                "t":"10:00:00","u":null,"v":null,"w":null,"x":null,"y":null,"odd 'na\\"me":7}
                """);
    }

    @Test
    void shouldBeginAtAnyRow() throws Exception {
        for (String options : List.of("", ", COMPRESSION zstd, ROW_GROUP_SIZE 2048", ", COMPRESSION gzip")) {
            Path file = write("some [x].parquet", rows(0, 10_000), options);
            String all = read(file, 0);
            assertThat(all.lines()).hasSize(10_000);
            for (int from : List.of(1, 2047, 2048, 5001, 9999)) {
                assertThat(read(file, from))
                        .isEqualTo(all.lines().skip(from).map(it -> it + "\n").reduce("", String::concat));
            }
            assertThat(read(file, 10_000)).isEmpty();
        }
    }

    @Test
    void shouldReadEachRowOnceWheneverTheProcessEnds() throws Exception {
        write("a.parquet", rows(0, 5000), ", ROW_GROUP_SIZE 2048");
        write("b.parquet", rows(5000, 3000), ", COMPRESSION zstd");
        write("c.parquet", rows(0, 0), "");
        int crashes = 0;
        while (sequences().size() < 8000) {
            journals.hold();
            start(1500, "*.parquet");
            int before = sequences().size();
            Await.until(
                    PATIENCE,
                    () -> "held: " + source.stats(),
                    () -> source.stats().paused() || sequences().size() == 8000);
            // Part of what is in flight becomes durable, then the process ends.
            journals.release();
            Await.until(PATIENCE, () -> "rows", () -> sequences().size() > before);
            FakeJournals old = journals;
            journals = old.crash();
            ingest.stop().get(30, TimeUnit.SECONDS);
            crashes++;
        }
        start(200_000, "*.parquet");
        awaitDone();
        assertThat(sequences()).isEqualTo(range(8000));
        assertThat(crashes).isGreaterThan(1);
        assertThat(journals.rows("readings", "press").get(7))
                .containsEntry("temp", 3.5)
                .containsEntry("key", "p1");
    }

    @Test
    void shouldMakeDeadLettersOfRowsThatDoNotFitAndGoOnBehindFilesThatCannotBeRead() throws Exception {
        write(
                "a.parquet",
                "SELECT CASE WHEN range = 1 THEN 'x' ELSE '5' END AS seq, 1 AS temp,"
                        + " TIMESTAMP '2024-01-01' AS ts, 'd' AS device FROM range(3)",
                "");
        byte[] cut = Files.readAllBytes(write("z.parquet", rows(0, 3), ""));
        Files.write(dir.resolve("b.parquet"), Arrays.copyOf(cut, cut.length - 1));
        start(200_000, "*.parquet");
        Await.until(PATIENCE, () -> "rows " + sequences(), () -> sequences().size() == 5);
        assertThat(sequences()).containsExactly(5L, 5L, 0L, 1L, 2L);
        Map<String, Object> letter =
                journals.rows("dead_letters", "dead_letters").get(0);
        assertThat(letter)
                .containsEntry("reason", "type_mismatch")
                .containsEntry("detail", "field seq at $.seq: found \"x\", expected a long");
        assertThat(String.valueOf(source.stats().lastError()))
                .contains("b.parquet: is not read as Parquet: ", "trying again");
        assertThat(source.isDone()).isFalse();
        // What was cut off arrives: whoever wrote the file was not done.
        Files.write(dir.resolve("b.parquet"), cut);
        awaitDone();
        assertThat(sequences()).hasSize(8);
    }

    @Test
    void shouldRefuseWhatIsNoParquet() throws Exception {
        Path file = Files.writeString(dir.resolve("x.parquet"), "device,temp\n");
        assertThatThrownBy(() -> new ParquetReader(file, 0, 1000))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("is not read as Parquet: ");
    }
}
