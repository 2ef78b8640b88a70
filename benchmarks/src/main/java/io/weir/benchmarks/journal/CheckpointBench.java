package io.weir.benchmarks.journal;

import io.weir.appliance.Pipelines;
import io.weir.config.ConfigException;
import io.weir.config.ConfigReader;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.Pipeline;
import io.weir.storage.Checkpoint;
import io.weir.storage.Cursor;
import io.weir.storage.JournalStore;
import io.weir.storage.delta.Delta;
import io.weir.storage.delta.Pieces;
import io.weir.storage.delta.SipHash;
import io.weir.storage.file.Directories;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What the checkpoints of a pipeline with many keys in one window write, by how many of the keys have had a row between two
 * of them, and which; how long a save, a load and a restore take, and what finding the changes costs.
 */
final class CheckpointBench {
    private static final int KEYS = Integer.getInteger("keys", 1_000_000);
    private static final int CHECKPOINTS = Integer.getInteger("checkpoints", 22);
    private static final long START = 1_764_000_000_000_000_000L;
    private static final int BATCH = 512;

    /** Which keys have had a row. */
    private enum Shape {
        NONE("none", 0),
        THOUSANDTH("0.1 % anywhere", 0.001),
        HUNDREDTH("1 % anywhere", 0.01),
        TENTH("10 % anywhere", 0.1),
        TOGETHER("1 % side by side", 0.01),
        NEW("1 % new", 0.01),
        ALL("all", 1);

        private final String label;
        private final double share;

        Shape(String label, double share) {
            this.label = label;
            this.share = share;
        }

        int rows() {
            return (int) (KEYS * share);
        }

        int key(int row, int checkpoint, Random random) {
            return switch (this) {
                case NONE, ALL -> row;
                case THOUSANDTH, HUNDREDTH, TENTH -> random.nextInt(KEYS);
                case TOGETHER -> (checkpoint * 37 % 90) * (KEYS / 100) + row;
                case NEW -> KEYS + checkpoint * rows() + row;
            };
        }
    }

    private CheckpointBench() {}

    static void run(Path dir) throws Exception {
        System.out.printf(Locale.ROOT, "%ncheckpoints: %,d keys in one window, %d of each kind%n", KEYS, CHECKPOINTS);
        for (String aggregates : List.of("n: count()", "n: count(), avg: avg(temp), max: max(temp)")) {
            System.out.println(aggregates);
            System.out.printf(
                    "  %-18s %14s %20s %20s %9s %9s %9s %14s%n",
                    "keys with rows",
                    "state B",
                    "B written, median",
                    "B written, mean",
                    "save",
                    "load",
                    "restore",
                    "to find, CPU");
            for (Shape shape : Shape.values()) {
                Path data = Files.createDirectory(dir.resolve("checkpoints"));
                try (JournalStore store =
                        JournalStore.open(data, Rows.storage(SyncMode.GROUP, Duration.ofMillis(100)))) {
                    measure(shape, aggregates, store.cursor("p", "readings"));
                }
                Directories.delete(data);
            }
        }
    }

    /** How long the last state was, and how fast its changes were found. */
    private record Last(int length, double megabytesPerSecond) {}

    private static void measure(Shape shape, String aggregates, Cursor cursor) throws IOException, ConfigException {
        Samples increments = new Samples();
        Samples saves = new Samples();
        Last last = run(shape, aggregates, cursor, increments, saves);
        // As after a start: in a heap that nothing is in.
        System.gc();
        long start = System.nanoTime();
        byte[] loaded = cursor.load().orElseThrow().state();
        double loadSeconds = (System.nanoTime() - start) / 1e9;
        Pipeline restored = pipeline(aggregates);
        start = System.nanoTime();
        restored.restore(loaded);
        double restoreSeconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "  %-18s %,14d %,20d %,20.0f %7.2f s %7.2f s %7.2f s %9.0f MB/s%n",
                shape.label,
                last.length(),
                increments.median(),
                increments.mean(),
                saves.median() / 1e9,
                loadSeconds,
                restoreSeconds,
                last.megabytesPerSecond());
    }

    private static Last run(Shape shape, String aggregates, Cursor cursor, Samples increments, Samples saves)
            throws IOException, ConfigException {
        Random random = new Random(1);
        Pipeline pipeline = pipeline(aggregates);
        accept(pipeline, 0, KEYS, Shape.ALL, random);
        byte[] state = pipeline.snapshot();
        save(cursor, state, 1);
        byte[] before = state;
        for (int i = 0; i < CHECKPOINTS; i++) {
            before = state;
            accept(pipeline, i, shape.rows(), shape, random);
            state = pipeline.snapshot();
            long written = cursor.checkpointBytes();
            long start = System.nanoTime();
            save(cursor, state, i + 2L);
            saves.add(System.nanoTime() - start);
            increments.add(cursor.checkpointBytes() - written);
        }
        return new Last(state.length, find(before, state));
    }

    private static void save(Cursor cursor, byte[] state, long sequence) {
        if (!cursor.save(new Checkpoint("f", sequence, sequence, state))) {
            throw new IllegalStateException("there is no space for a checkpoint");
        }
    }

    /** The state in megabytes for a second of the thread's time, without writing. */
    private static double find(byte[] before, byte[] state) {
        SipHash hash = SipHash.secret();
        Pieces pieces = Pieces.of(before, hash);
        long start = cpuNanos();
        Delta.between(pieces, state, hash, state.length / 2);
        return state.length / 1e6 / ((cpuNanos() - start) / 1e9);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Pipeline pipeline(String aggregates) throws IOException, ConfigException {
        Path file = Files.createTempFile("weir", ".yaml");
        try {
            Files.writeString(file, """
                    version: 1
                    data_dir: data
                    sources: { plant: { type: mqtt, url: "mqtt://127.0.0.1", topics: ["plant/#"] } }
                    streams: { press: { inputs: [plant], fields: { temp: double }, out_of_orderness: 0s } }
                    pipelines:
                      p: { input: press, window: { type: tumbling, size: 1d }, max_keys: %d, aggregate: { %s } }
                    """.formatted(2 * KEYS, aggregates));
            return Pipelines.compile("p", ConfigReader.read(file, name -> null));
        } finally {
            Files.delete(file);
        }
    }

    private static void accept(Pipeline pipeline, int checkpoint, int rows, Shape shape, Random random) {
        Schema schema = new Schema(Schema.Kind.STREAM, "press", List.of(new Field("temp", FieldType.DOUBLE)));
        RowBatch batch = new RowBatch(schema, BATCH);
        for (int row = 0; row < rows; ) {
            batch.clear();
            int partition = batch.partitions().intern("plant");
            for (int i = 0; i < BATCH && row < rows; i++, row++) {
                String key = "press-" + shape.key(row, checkpoint, random);
                batch.startRow(START, 0, batch.dictionary().intern(key), partition);
                batch.setDouble(0, random.nextInt(10_000) / 100.0);
                batch.commitRow();
            }
            pipeline.accept(batch, results -> {});
        }
    }
}
