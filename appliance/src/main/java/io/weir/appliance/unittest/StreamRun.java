package io.weir.appliance.unittest;

import io.weir.appliance.Pipelines;
import io.weir.config.BatchConfig;
import io.weir.config.SourceConfig;
import io.weir.config.StreamConfig;
import io.weir.config.unittest.TestInput;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.RowBatch;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One stream of a test, from its input to the results of the pipelines that read it. */
final class StreamRun {
    /** Behind the end of every window, with its lateness; a year's window is the longest. */
    private static final long CLOSING_NANOS = Duration.ofDays(3660).toNanos();

    /** Windows that begin in the last of the years that epoch nanoseconds can hold must still have an end. */
    private static final long LATEST = Long.MAX_VALUE - Duration.ofDays(366).toNanos();

    private final StreamConfig stream;
    private final SourceConfig source;
    private final @Nullable StreamRules rules;
    private final CollectingJournals journals;

    /**
     * @param source whose limits hold
     * @param rules of the stream, with nothing remembered
     * @param pipelines those that read the stream, without state
     */
    StreamRun(
            StreamConfig stream, SourceConfig source, @Nullable StreamRules rules, List<Pipelines.Compiled> pipelines) {
        this.stream = stream;
        this.source = source;
        this.rules = rules;
        this.journals = new CollectingJournals(pipelines);
    }

    /**
     * Plays a test's input.
     *
     * @param close whether time goes on until every window has closed
     * @return what came out, by stream, pipeline, or {@code dead_letters}
     */
    Map<String, OutputRows> play(List<TestInput> inputs, boolean close) {
        if (inputs.isEmpty()) {
            return journals.outputs();
        }
        boolean rows = inputs.get(0) instanceof TestInput.Row;
        StreamConfig read = rows ? PlainRows.stream(stream) : stream;
        ScriptedSource script = new ScriptedSource(stream.inputs().get(0), arrival(inputs.get(0)));
        Ingest ingest = new Ingest(
                script,
                List.of(read),
                new BatchConfig(1, Duration.ZERO),
                journals,
                new StreamTimes(),
                rules == null ? Map.of() : Map.of(stream.id(), rules),
                script,
                IngestLimits.of(source));
        ingest.start();
        script.join(partitions(inputs));
        for (TestInput input : inputs) {
            play(input, script);
        }
        if (close) {
            close(script.epochNanos());
        }
        if (ingest.failure().isDone()) {
            throw new IllegalStateException(
                    "stream " + stream.id(), ingest.failure().join());
        }
        return journals.outputs();
    }

    private static long arrival(TestInput first) {
        if (first instanceof TestInput.Row row) {
            return row.arrivalNanos();
        }
        return ((TestInput.Message) first).arrivalNanos();
    }

    private static List<String> partitions(List<TestInput> inputs) {
        Set<String> partitions = new LinkedHashSet<>();
        for (TestInput input : inputs) {
            if (input instanceof TestInput.Row row) {
                partitions.add(row.partition());
            } else if (input instanceof TestInput.Message message) {
                partitions.add(message.partition());
            }
        }
        return List.copyOf(partitions);
    }

    private void play(TestInput input, ScriptedSource script) {
        long idleTimeout = stream.idleTimeout().toNanos();
        if (input instanceof TestInput.Idle idle) {
            script.passUntil(script.epochNanos() + idle.length().toNanos(), idleTimeout);
        } else if (input instanceof TestInput.Row row) {
            script.passUntil(row.arrivalNanos(), idleTimeout);
            script.send(row.partition(), "test", MessageProperties.none(), PlainRows.payload(row));
        } else if (input instanceof TestInput.Message message) {
            script.passUntil(message.arrivalNanos(), idleTimeout);
            script.send(
                    message.partition(),
                    message.topic(),
                    MessageProperties.of(message.properties()),
                    message.payload());
        }
    }

    private void close(long nowNanos) {
        RowBatch end = new RowBatch(stream.schema(), 1);
        end.setWatermarkAdvance(nowNanos > LATEST - CLOSING_NANOS ? LATEST : nowNanos + CLOSING_NANOS);
        journals.append(stream.journal(), end);
    }
}
