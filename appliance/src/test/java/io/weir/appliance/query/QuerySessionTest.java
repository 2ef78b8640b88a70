package io.weir.appliance.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.appliance.query.RecordedRows.Reading;
import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.JournalStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL over real journals, compared with the same rows in memory. */
class QuerySessionTest {
    private static final long SEED = System.nanoTime();

    @TempDir
    private Path dir;

    private final Random random = new Random(SEED);
    private QuerySession session;

    @AfterEach
    void close() {
        if (session != null) {
            session.close();
        }
    }

    private QuerySession open() {
        return open(TimeRange.ALL);
    }

    private QuerySession open(TimeRange range) {
        session = QuerySession.open(new QueryOptions(
                dir, Map.of(), range, QueryOptions.MEMORY, Optional.empty(), false, Optional.of(dir.resolve("out"))));
        return session;
    }

    private List<Reading> record(int... documentsOfGenerations) {
        List<Reading> rows = new ArrayList<>();
        for (int documents : documentsOfGenerations) {
            try (JournalStore store = RecordedRows.open(dir)) {
                rows.addAll(RecordedRows.append(store, random, documents, rows.size()));
            }
        }
        return rows;
    }

    /** The rows of a query, as comma-separated values without the header. */
    private List<String> rows(String sql, String... parameters) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            session.run(sql, List.of(parameters), new CsvRows(out));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        return lines.subList(1, lines.size());
    }

    private static String csv(Reading r) {
        return Stream.of(
                        EventTime.format(r.time()),
                        r.key(),
                        EventTime.format(r.arrival()),
                        r.temp(),
                        r.rpm(),
                        r.open(),
                        r.state() != null && r.state().contains(",")
                                ? '"' + r.state().replace("\"", "\"\"") + '"'
                                : r.state(),
                        r.made() == null ? null : EventTime.format(r.made()))
                .map(value -> Objects.toString(value, ""))
                .collect(Collectors.joining(","));
    }

    private static List<String> csv(Stream<Reading> readings) {
        return readings.map(QuerySessionTest::csv).sorted().toList();
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    @Test
    void shouldGiveEveryColumnOfEveryRowOverAllGenerations() {
        List<Reading> recorded = record(1500, 1, 300);
        open();

        assertThat(sorted(rows("FROM press"))).as("seed %d", SEED).isEqualTo(csv(recorded.stream()));
        assertThat(rows("SELECT count(*) FROM press")).containsExactly(Integer.toString(recorded.size()));
        assertThat(rows("SELECT count(*) FROM dead_letters")).containsExactly("0");
        assertThat(session.tables()).containsExactly("dead_letters", "oven", "press");
    }

    @Test
    void shouldAggregateAsTheRowsSay() {
        List<Reading> recorded = record(200);
        open();

        Map<String, List<Reading>> byKey =
                recorded.stream().collect(Collectors.groupingBy(Reading::key, TreeMap::new, Collectors.toList()));
        List<String> expected = byKey.entrySet().stream()
                .map(e -> e.getKey() + ","
                        + e.getValue().stream()
                                .filter(r -> r.temp() != null)
                                .map(Reading::temp)
                                .max(Comparator.naturalOrder())
                                .orElseThrow()
                        + ","
                        + e.getValue().stream().filter(r -> r.rpm() == null).count())
                .toList();
        assertThat(rows("SELECT key, max(temp), count(*) - count(rpm) FROM press GROUP BY key ORDER BY key"))
                .as("seed %d", SEED)
                .isEqualTo(expected);
    }

    @Test
    void shouldReadOnlyTheRangeOfTimeThatAQueryNeeds() {
        List<Reading> recorded = record(400);
        open();

        for (int i = 0; i < 20; i++) {
            long from = recorded.get(random.nextInt(recorded.size())).time();
            long to = from + random.nextInt(1_000_000) * 1_000_000L;
            String times = "time >= '" + EventTime.format(from) + "' AND time < '" + EventTime.format(to) + "'";
            assertThat(sorted(rows("SELECT * FROM press WHERE " + times)))
                    .as("seed %d, %s", SEED, times)
                    .isEqualTo(csv(recorded.stream().filter(r -> r.time() >= from && r.time() < to)));
            assertThat(sorted(rows(
                            "SELECT * FROM press WHERE key = ? AND time BETWEEN ? AND ?",
                            "p3",
                            EventTime.format(from),
                            EventTime.format(to))))
                    .as("seed %d, %s", SEED, times)
                    .isEqualTo(csv(
                            recorded.stream().filter(r -> r.key().equals("p3") && r.time() >= from && r.time() <= to)));
            assertThat(rows("SELECT count(*) FROM press WHERE " + times.replace(" AND ", " OR ")))
                    .containsExactly(Integer.toString(recorded.size()));
            // Two scans of one table need what either needs.
            assertThat(rows("SELECT (SELECT count(*) FROM press WHERE time < '" + EventTime.format(from)
                            + "') + (SELECT count(*) FROM press WHERE time >= '" + EventTime.format(from) + "')"))
                    .containsExactly(Integer.toString(recorded.size()));
        }
    }

    @Test
    void shouldRestrictEveryTableToTheRangeOfTheOptions() {
        List<Reading> recorded = record(100);
        long from = recorded.get(recorded.size() / 4).time();
        long to = recorded.get(recorded.size() / 2).time() + 1;
        open(new TimeRange(from, to));

        assertThat(sorted(rows("FROM press")))
                .as("seed %d", SEED)
                .isEqualTo(csv(recorded.stream().filter(r -> r.time() >= from && r.time() < to)));
    }

    @Test
    void shouldSeeWhatIsAppendedWhileAnApplianceRuns() {
        try (JournalStore store = RecordedRows.open(dir)) {
            List<Reading> recorded = RecordedRows.append(store, random, 600, 0);
            open();
            assertThat(sorted(rows("FROM press"))).as("seed %d", SEED).isEqualTo(csv(recorded.stream()));

            recorded.addAll(RecordedRows.append(store, random, 10, 10_000));
            assertThat(sorted(rows("FROM press"))).as("seed %d", SEED).isEqualTo(csv(recorded.stream()));
        }
    }

    @Test
    void shouldJoinWithTheNearestEarlierRowAndFillGaps() {
        record(50);
        open();

        assertThat(rows("SELECT count(*) FROM press a ASOF JOIN press b ON a.key = b.key AND a.time >= b.time"))
                .containsExactly(rows("SELECT count(*) FROM press").get(0));
        assertThat(rows("SELECT typeof(time), typeof(time_bucket(INTERVAL '1 minute', time)) FROM press LIMIT 1"))
                .containsExactly("TIMESTAMP_NS,TIMESTAMP");
        assertThat(rows("SELECT count(*) FROM press WHERE time < now() - INTERVAL 1 hour"))
                .hasSize(1);
        assertThat(rows("SELECT m, n FROM range(TIMESTAMP '1990-01-01', TIMESTAMP '1990-01-01 00:02:00', INTERVAL 1"
                        + " minute) t(m) LEFT JOIN (SELECT time_bucket(INTERVAL 1 minute, time) AS m, count(*) AS n FROM"
                        + " press GROUP BY m) USING (m) ORDER BY m"))
                .containsExactly("1990-01-01T00:00:00Z,", "1990-01-01T00:01:00Z,");
    }

    @Test
    void shouldServeTheRestOfADamagedJournalAndSaySo() throws IOException {
        record(700);
        Path file = dir.resolve("journals/readings/g0000000001/20000101-00F.cq4");
        open();
        long whole = Long.parseLong(rows("SELECT count(*) FROM press").get(0));
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        String rows = "WEIR\u0002\u0001";
        int at = content.indexOf(rows, content.lastIndexOf(rows) / 2);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at + 130);
            access.write(new byte[] {1, 2, 3, 4, 5});
        }

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        QuerySession.Outcome outcome = session.run("SELECT count(*) FROM press", List.of(), new CsvRows(out));

        assertThat(outcome.warnings()).containsExactly("1 damaged documents of readings were left out");
        long left = Long.parseLong(
                out.toString(StandardCharsets.UTF_8).lines().toList().get(1));
        assertThat(left).as("seed %d", SEED).isBetween(whole - 64, whole);
    }

    @Test
    void shouldShowRowsOfAnOlderSchemaInTheColumnsOfTheNewest() {
        Schema old = new Schema(
                Schema.Kind.STREAM,
                "press",
                List.of(
                        new Field("rpm", FieldType.LONG),
                        new Field("gone", FieldType.LONG),
                        new Field("label", FieldType.LONG)));
        Schema now = new Schema(
                Schema.Kind.STREAM,
                "press",
                List.of(
                        new Field("label", FieldType.STRING),
                        new Field("rpm", FieldType.DOUBLE),
                        new Field("more", FieldType.BOOL)));
        try (JournalStore store = RecordedRows.open(dir)) {
            for (Schema schema : List.of(old, now)) {
                RowBatch batch = new RowBatch(schema, 1);
                batch.startRow(
                        1, 1, batch.dictionary().intern("p"), batch.partitions().intern("in"));
                if (schema.equals(old)) {
                    batch.setLong(0, 7);
                    batch.setLong(2, 42);
                } else {
                    batch.setBool(2, true);
                }
                batch.commitRow();
                store.journal("readings").append(batch);
            }
        }
        open();

        assertThat(rows("SELECT label, rpm, more FROM press ORDER BY label")).containsExactly("42,7.0,", ",,true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('/etc/passwd')",
                "FROM '/etc/passwd'",
                "COPY press TO '/tmp/weir-must-not-be-there.csv'",
                "ATTACH '/tmp/weir-must-not-be-there.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET memory_limit = '100GB'",
                "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
                "EXPORT DATABASE '/tmp/weir-must-not-be-there'"
            })
    void shouldKeepSqlInsideTheBox(String sql) {
        record(1);
        open();

        assertThatThrownBy(() -> rows(sql)).isInstanceOf(QueryFailed.class);
        assertThat(Path.of("/tmp/weir-must-not-be-there.csv")).doesNotExist();
    }

    @Test
    void shouldGoOnAfterAnError() {
        record(1);
        open();

        assertThatThrownBy(() -> rows("SELECT * FROM pres"))
                .hasMessage("no stream or pipeline 'pres'; did you mean 'press'?");
        assertThatThrownBy(() -> rows("SELECT temp + FROM press")).hasMessageContaining("syntax error");
        assertThatThrownBy(() -> rows("SELECT 'a'::INTEGER FROM press")).hasMessageContaining("Conversion Error");
        assertThat(rows("SELECT 1")).containsExactly("1");
    }

    @Test
    void shouldCancelAQueryAndRunTheNext() throws Exception {
        record(50);
        open();
        CompletableFuture<String> failed = CompletableFuture.supplyAsync(() -> {
            try {
                rows("SELECT count(*) FROM range(100000000000) a, press b WHERE a.range % 7 = b.rpm");
                return "not cancelled";
            } catch (QueryFailed e) {
                return e.getMessage();
            }
        });
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!failed.isDone() && System.nanoTime() < deadline) {
            session.cancel();
            Thread.onSpinWait();
        }

        assertThat(failed.get(1, TimeUnit.SECONDS)).isEqualTo("cancelled");
        assertThat(rows("SELECT 1")).containsExactly("1");
    }

    @Test
    void shouldSpillToTheDataDirectoryAndLeaveNothingThere() throws IOException {
        record(1);
        session = QuerySession.open(new QueryOptions(
                dir,
                Map.of(),
                TimeRange.ALL,
                io.weir.model.ByteSize.ofMiB(40),
                Optional.empty(),
                false,
                Optional.empty()));

        assertThat(rows("SELECT count(DISTINCT s) FROM (SELECT md5(range::VARCHAR) AS s FROM range(1000000))"))
                .containsExactly("1000000");
        session.close();

        try (Stream<Path> left = Files.list(dir.resolve("query"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldWriteParquet() {
        List<Reading> recorded = record(20);
        open();

        QuerySession.Outcome outcome =
                session.writeParquet("SELECT key, time, temp FROM press -- all", List.of(), dir.resolve("out"));

        assertThat(outcome.rows()).isEqualTo(recorded.size());
        assertThat(dir.resolve("out")).isNotEmptyFile();
    }

    @Test
    void shouldPrintEachTypeAsTheFormatHasIt() throws IOException {
        record(1);
        open();
        String sql = "SELECT TRUE AS b, 7 AS n, 0.1::DOUBLE AS d, 'NaN'::DOUBLE AS nan, 1.50::DECIMAL(4,2) AS dec,"
                + " 170141183460469231731687303715884105727::HUGEINT AS huge, 'a,\"b' AS s, '' AS empty, NULL AS nothing,"
                + " TIMESTAMP_NS '2026-11-22 10:00:00.123456789' AS ns, TIMESTAMP '2026-03-08 02:30:00' AS us,"
                + " TIMESTAMPTZ '2026-11-22 10:00:00+02' AS tz, DATE '2026-11-22' AS day, [1, NULL] AS list,"
                + " {'x': [{'y': 1}]} AS struct, MAP {'k': 2.5} AS map, 'ab'::BLOB AS bytes, INTERVAL 1 day AS i";
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        session.run(sql, List.of(), new JsonRows(json));
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        session.run(sql, List.of(), new CsvRows(csv));

        assertThat(json.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"b\":true,\"n\":7,\"d\":0.1,\"nan\":null,\"dec\":1.50,"
                        + "\"huge\":170141183460469231731687303715884105727,\"s\":\"a,\\\"b\",\"empty\":\"\","
                        + "\"nothing\":null,\"ns\":\"2026-11-22T10:00:00.123456789Z\",\"us\":\"2026-03-08T02:30:00Z\","
                        + "\"tz\":\"2026-11-22T08:00:00Z\",\"day\":\"2026-11-22\",\"list\":[1,null],"
                        + "\"struct\":{\"x\":[{\"y\":1}]},\"map\":{\"k\":2.5},\"bytes\":\"YWI=\",\"i\":\"1 day\"}\n");
        assertThat(csv.toString(StandardCharsets.UTF_8).lines().toList().get(1))
                .isEqualTo("true,7,0.1,NaN,1.50,170141183460469231731687303715884105727,\"a,\"\"b\",\"\",,"
                        + "2026-11-22T10:00:00.123456789Z,2026-03-08T02:30:00Z,2026-11-22T08:00:00Z,2026-11-22,"
                        + "\"[1,null]\",\"{\"\"x\"\":[{\"\"y\"\":1}]}\",\"{\"\"k\"\":2.5}\",YWI=,1 day");
    }

    @Test
    void shouldAlignTheColumnsOfATable() throws IOException {
        record(1);
        open();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        session.run("FROM (VALUES ('p1', 7), ('a\nb', 1234)) t(key, n)", List.of(), new TextTable(out));

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        key     n
                        ---  ----
                        p1      7
                        a␊b  1234
                        (2 rows)
                        """);
    }

    @Test
    void shouldWorkOnAnEmptyDirectoryWithJournals() {
        RecordedRows.open(dir).close();
        open();

        assertThat(session.tables()).containsExactly("dead_letters");
        assertThat(rows("FROM dead_letters")).isEmpty();
        assertThat(session.columns("dead_letters")).startsWith("time", "key", "arrival", "source");
        assertThat(session.functions()).contains("time_bucket", "avg").doesNotContain("weir_scan_0");
    }
}
