package io.weir.benchmarks.window;

import io.weir.appliance.Pipelines;
import io.weir.config.ConfigException;
import io.weir.config.ConfigReader;
import io.weir.model.Dictionary;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.Pipeline;
import io.weir.processing.ResultSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Weir's pipelines, on one thread, as a configuration asks for them. */
final class WeirWindows implements Contestant {
    private final WeirRows source;
    private final int seconds;
    private final boolean sketch;

    /** @param seconds of a window, by one; 1: tumbling */
    WeirWindows(WeirRows source, int seconds, boolean sketch) {
        this.source = source;
        this.seconds = seconds;
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

    /** Ends every window that ends before a moment. */
    static void advance(Pipeline pipeline, long timeNanos, ResultSink sink) {
        RowBatch end = new RowBatch(schema(), 1);
        end.setWatermarkAdvance(timeNanos);
        pipeline.accept(end, sink);
    }

    @Override
    public Results run(long rows) {
        String window =
                seconds == 1 ? "{ type: tumbling, size: 1s }" : "{ type: hopping, size: " + seconds + "s, hop: 1s }";
        List<String> aggregates = new ArrayList<>(List.of("n: count()", "avg: avg(temp)", "max: max(temp)"));
        if (sketch) {
            aggregates.add("p99: 'percentile(temp, 99)'");
        }
        Pipeline pipeline = pipeline(window, Readings.KEYS, aggregates.toArray(String[]::new));
        int n = pipeline.resultSchema().indexOf("n");
        int avg = pipeline.resultSchema().indexOf("avg");
        int max = pipeline.resultSchema().indexOf("max");
        Results results = new Results();
        ResultSink sink = batch -> {
            for (int row = 0; row < batch.rowCount(); row++) {
                results.add(
                        keyHash(batch, row),
                        batch.longs(0)[row] / 1_000_000,
                        batch.longs(n)[row],
                        batch.doubles(avg)[row],
                        batch.doubles(max)[row]);
            }
        };
        source.take(rows, batch -> pipeline.accept(batch, sink));
        advance(pipeline, Readings.endNanos(rows), sink);
        return results;
    }

    /** The hash code of the key's text, of which none is made. */
    private static int keyHash(RowBatch batch, int row) {
        Dictionary dictionary = batch.dictionary();
        byte[] bytes = dictionary.bytes();
        int start = dictionary.offset(batch.keys()[row]);
        int end = start + dictionary.length(batch.keys()[row]);
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public Results expected(long rows) {
        return Results.expected(rows, seconds);
    }
}
