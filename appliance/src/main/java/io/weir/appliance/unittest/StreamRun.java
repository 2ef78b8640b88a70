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
    private final List<TestInput> inputs;
    private final CollectingJournals journals;
    private final ScriptedSource script;
    private final Ingest ingest;
    private int played;
    /** When the last one came that has been played. */
    private long came;

    /**
     * A run that has not begun.
     *
     * @param inputs at least one
     * @param source whose limits hold
     * @param rules of the stream, with nothing remembered
     * @param pipelines those that read the stream
     * @param beginNanos when the test begins, epoch nanoseconds
     */
    StreamRun(
            StreamConfig stream,
            List<TestInput> inputs,
            SourceConfig source,
            @Nullable StreamRules rules,
            List<Pipelines.Compiled> pipelines,
            long beginNanos) {
        this.stream = stream;
        this.inputs = inputs;
        this.journals = new CollectingJournals(pipelines);
        this.script = new ScriptedSource(stream.inputs().get(0), beginNanos);
        this.came = arrival(inputs);
        boolean rows = inputs.get(0) instanceof TestInput.Row;
        this.ingest = new Ingest(
                script,
                List.of(rows ? PlainRows.stream(stream) : stream),
                new BatchConfig(1, Duration.ZERO),
                journals,
                new StreamTimes(),
                rules == null ? Map.of() : Map.of(stream.id(), rules),
                script,
                IngestLimits.of(source));
    }

    /** When the first of a stream's inputs comes. */
    static long arrival(List<TestInput> inputs) {
        return arrival(inputs.get(0), 0);
    }

    private static long arrival(TestInput input, long before) {
        if (input instanceof TestInput.Row row) {
            return row.arrivalNanos();
        } else if (input instanceof TestInput.Message message) {
            return message.arrivalNanos();
        }
        return before + ((TestInput.Idle) input).length().toNanos();
    }

    /** Begins to read. */
    void start() {
        ingest.start();
        script.join(partitions(inputs));
    }

    /** When the next input comes; {@link Long#MAX_VALUE}: there is none. */
    long next() {
        return played == inputs.size() ? Long.MAX_VALUE : arrival(inputs.get(played), came);
    }

    /** Lets time pass. */
    void passUntil(long nanos) {
        script.passUntil(nanos, stream.idleTimeout().toNanos());
    }

    /** Plays the next input, for which it is time. */
    void play() {
        came = next();
        TestInput input = inputs.get(played++);
        if (input instanceof TestInput.Row row) {
            script.send(row.partition(), "test", MessageProperties.none(), PlainRows.payload(row));
        } else if (input instanceof TestInput.Message message) {
            script.send(
                    message.partition(),
                    message.topic(),
                    MessageProperties.of(message.properties()),
                    message.payload());
        }
    }

    /** Lets time go on until every window has closed. */
    void close() {
        long now = script.epochNanos();
        RowBatch end = new RowBatch(stream.schema(), 1);
        end.setWatermarkAdvance(now > LATEST - CLOSING_NANOS ? LATEST : now + CLOSING_NANOS);
        journals.append(stream.journal(), end);
    }

    /** What has come out, by stream, pipeline, or {@code dead_letters}. */
    Map<String, OutputRows> outputs() {
        if (ingest.failure().isDone()) {
            throw new IllegalStateException(
                    "stream " + stream.id(), ingest.failure().join());
        }
        return journals.outputs();
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
}
