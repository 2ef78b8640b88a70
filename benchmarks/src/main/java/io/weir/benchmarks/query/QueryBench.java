package io.weir.benchmarks.query;

import io.weir.appliance.query.Printers;
import io.weir.appliance.query.QueryOptions;
import io.weir.appliance.query.QuerySession;
import io.weir.appliance.query.TimeRange;
import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.JournalStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Queries over journaled rows, and the same over a table of DuckDB's own and a Parquet file of the same rows. The three take
 * turns; what is printed are medians.
 */
public final class QueryBench {
    private static final int ROWS = Integer.getInteger("rows", 10_000_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final int BATCH = 256;
    private static final int KEYS = 100;
    private static final long START = 1_764_000_000_000_000_000L;

    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("count", "SELECT count(*) FROM %s");
        QUERIES.put("average by key", "SELECT key, avg(temp) FROM %s GROUP BY key");
        QUERIES.put(
                "average by key and minute",
                "SELECT key, time_bucket(INTERVAL '1 minute', time) AS m, avg(temp) FROM %s GROUP BY key, m");
        QUERIES.put(
                "one minute of it",
                "SELECT key, avg(temp) FROM %s WHERE time >= TIMESTAMP '2025-11-24 17:00:00'"
                        + " AND time < TIMESTAMP '2025-11-24 17:01:00' GROUP BY key");
    }

    private QueryBench() {}

    /** Fills a temporary directory and measures. */
    public static void main(String[] args) throws IOException {
        Path dir = Files.createTempDirectory(Path.of(System.getProperty("dir", "/tmp")), "weir-query");
        try {
            fill(dir.resolve("data"));
            QueryOptions options = new QueryOptions(
                    dir.resolve("data"),
                    Map.of(),
                    TimeRange.ALL,
                    ByteSize.ofGiB(2),
                    Optional.empty(),
                    true,
                    Optional.empty());
            try (QuerySession session = QuerySession.open(options)) {
                measure(session, dir);
            }
        } finally {
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void fill(Path dataDir) {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        for (String id : new String[] {"readings", "results", "dead_letters"}) {
            journals.put(id, new JournalConfig(id, Optional.empty(), Optional.empty()));
        }
        StorageConfig config = new StorageConfig(new Sync(SyncMode.NONE, Duration.ZERO), Optional.empty(), journals);
        Schema schema = new Schema(
                Schema.Kind.STREAM,
                "press",
                List.of(new Field("temp", FieldType.DOUBLE), new Field("rpm", FieldType.LONG)));
        RowBatch batch = new RowBatch(schema, BATCH);
        try (JournalStore store = JournalStore.open(dataDir, config)) {
            for (long row = 0; row < ROWS; ) {
                batch.clear();
                int partition = batch.partitions().intern("in");
                for (int i = 0; i < BATCH && row < ROWS; i++, row++) {
                    long time = START + row * 1_000_000;
                    int key = batch.dictionary().intern("press-" + row * 31 % KEYS);
                    batch.startRow(time, time + 1000, key, partition);
                    batch.setDouble(0, 20 + row * 31 % 1000 / 50.0);
                    batch.setLong(1, row % 5000);
                    batch.commitRow();
                }
                store.journal("readings").append(batch);
            }
        }
    }

    private static void measure(QuerySession session, Path dir) throws IOException {
        String parquet = "'" + dir.resolve("press.parquet") + "'";
        run(session, "ATTACH '" + dir.resolve("own.db") + "' AS own");
        run(session, "CREATE TABLE own.press AS FROM press");
        run(session, "COPY own.press TO " + parquet + " (FORMAT parquet, COMPRESSION zstd)");
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("journal", "press");
        sources.put("DuckDB's file", "own.press");
        sources.put("Parquet", parquet);
        System.out.printf(Locale.ROOT, "%,d rows, %d rounds; seconds, median (fastest)%n%-28s", ROWS, ROUNDS, "");
        sources.keySet().forEach(name -> System.out.printf("%-22s", name));
        System.out.println();
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            Map<String, List<Double>> seconds = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS + 2; round++) {
                for (Map.Entry<String, String> source : sources.entrySet()) {
                    long start = System.nanoTime();
                    run(session, query.getValue().formatted(source.getValue()));
                    if (round >= 2) {
                        seconds.computeIfAbsent(source.getKey(), name -> new ArrayList<>())
                                .add((System.nanoTime() - start) / 1e9);
                    }
                }
            }
            System.out.printf("%-28s", query.getKey());
            for (List<Double> times : seconds.values()) {
                times.sort(Comparator.naturalOrder());
                System.out.printf(
                        Locale.ROOT,
                        "%-22s",
                        String.format(Locale.ROOT, "%.3f (%.3f)", times.get(times.size() / 2), times.get(0)));
            }
            System.out.println();
        }
    }

    private static void run(QuerySession session, String sql) throws IOException {
        session.run(sql, List.of(), Printers.CSV.to(OutputStream.nullOutputStream()));
    }
}
