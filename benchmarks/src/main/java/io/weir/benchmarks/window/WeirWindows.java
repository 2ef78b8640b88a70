package io.weir.benchmarks.window;

import io.weir.appliance.Pipelines;
import io.weir.config.ConfigException;
import io.weir.config.ConfigReader;
import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.Pipeline;
import io.weir.storage.JournalReader;
import io.weir.storage.JournalStore;
import io.weir.storage.ReadOnlyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Weir's pipelines, over a journal with documents of 500 rows: read, checked, decoded. */
final class WeirWindows implements Contestant {
    private static final int BATCH = 500;

    private final Path dataDir;
    private final int hops;
    private final boolean sketch;

    /**
     * Fills a temporary journal, which is deleted when the process ends.
     *
     * @param rows how many runs can take
     * @param hops 0: tumbling
     */
    WeirWindows(long rows, int hops, boolean sketch) throws IOException {
        this.dataDir = Files.createTempDirectory(Path.of(System.getProperty("dir", "/tmp")), "weir-windows");
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
        fill(rows);
        this.hops = hops;
        this.sketch = sketch;
    }

    /** A pipeline over rows with a key and a temp, as a configuration says it. */
    static Pipeline pipeline(String window, int maxKeys, String... aggregates) {
        try {
            Path file = Files.createTempFile("weir", ".yaml");
            try {
                Files.writeString(file, """
                        version: 1
                        data_dir: data
                        sources: { plant: { type: mqtt, url: "mqtt://127.0.0.1", topics: ["plant/#"] } }
                        streams: { press: { inputs: [plant], fields: { temp: double }, out_of_orderness: 0s } }
                        pipelines:
                          p: { input: press, where: temp < 200, window: %s, max_keys: %d, aggregate: { %s } }
                        """.formatted(window, maxKeys, String.join(", ", aggregates)));
                return Pipelines.compile("p", ConfigReader.read(file, name -> null));
            } finally {
                Files.delete(file);
            }
        } catch (IOException | ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    static Schema schema() {
        return new Schema(Schema.Kind.STREAM, "press", List.of(new Field("temp", FieldType.DOUBLE)));
    }

    @Override
    public long run(long rows) {
        String window = hops == 0 ? "{ type: tumbling, size: 1s }" : "{ type: hopping, size: " + hops + "s, hop: 1s }";
        List<String> aggregates = new ArrayList<>(List.of("n: count()", "avg: avg(temp)", "max: max(temp)"));
        if (sketch) {
            aggregates.add("p99: 'percentile(temp, 99)'");
        }
        Pipeline pipeline = pipeline(window, Readings.KEYS, aggregates.toArray(String[]::new));
        int n = pipeline.resultSchema().indexOf("n");
        long[] counted = new long[1];
        try (ReadOnlyStore store = ReadOnlyStore.open(dataDir);
                JournalReader reader = store.reader("readings", 0)) {
            for (long read = 0; read < rows; ) {
                RowBatch batch = Objects.requireNonNull(reader.next(), "the journal has all rows");
                pipeline.accept(batch, results -> count(results, n, counted));
                read += batch.rowCount();
            }
        }
        RowBatch end = new RowBatch(schema(), 1);
        end.setWatermarkAdvance(Readings.timeNanos(rows) + 100 * Readings.SECOND_NANOS);
        pipeline.accept(end, results -> count(results, n, counted));
        return hops == 0 ? counted[0] : counted[0] / hops;
    }

    private void fill(long rows) {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        for (String id : new String[] {"readings", "results", "dead_letters"}) {
            journals.put(id, new JournalConfig(id, Optional.empty(), Optional.empty()));
        }
        StorageConfig config = new StorageConfig(new Sync(SyncMode.NONE, Duration.ZERO), Optional.empty(), journals);
        RowBatch batch = new RowBatch(schema(), BATCH);
        try (JournalStore store = JournalStore.open(dataDir, config)) {
            for (long first = 0; first < rows; first += BATCH) {
                batch.clear();
                int partition = batch.partitions().intern("plant");
                for (long row = first; row < first + BATCH; row++) {
                    long time = Readings.timeNanos(row);
                    int key = batch.dictionary().intern(Readings.name(Readings.key(row)));
                    batch.startRow(time, time + 1000, key, partition);
                    batch.setDouble(0, Readings.temp(row));
                    batch.commitRow();
                }
                store.journal("readings").append(batch);
            }
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void count(RowBatch results, int field, long[] counted) {
        long[] values = results.longs(field);
        for (int row = 0; row < results.rowCount(); row++) {
            counted[0] += values[row];
        }
    }
}
