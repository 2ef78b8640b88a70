package io.weir.appliance.unittest;

import io.weir.appliance.Pipelines;
import io.weir.appliance.StreamRulesets;
import io.weir.config.ConfigException;
import io.weir.config.SourceConfig;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.config.unittest.OutputColumns;
import io.weir.config.unittest.TestCase;
import io.weir.config.unittest.TestInput;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.DeadLetters;
import io.weir.model.Schema;
import io.weir.processing.PipelineStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs unit tests of one configuration, each from nothing. */
public final class UnitTests {
    private final WeirConfig config;
    private final Map<String, Schema> outputs = new LinkedHashMap<>();
    private final List<Schema> results = new ArrayList<>();

    /** @throws ConfigException with every problem that {@code weir check} would find in pipelines, rules and schemas */
    public UnitTests(WeirConfig config) throws ConfigException {
        this.config = config;
        Pipelines.compile(config).forEach(it -> results.add(it.pipeline().resultSchema()));
        results.forEach(it -> outputs.put(it.name(), it));
        config.streams().values().forEach(it -> outputs.put(it.id(), it.schema()));
        outputs.put(DeadLetters.NAME, DeadLetters.SCHEMA);
    }

    /** The configuration. */
    public WeirConfig config() {
        return config;
    }

    /** What the pipelines give, in the order of the configuration. */
    public List<Schema> results() {
        return results;
    }

    /**
     * Runs a test that was bound to this configuration.
     *
     * @throws ConfigException if a file that the configuration names has been changed meanwhile
     */
    public TestResult run(TestCase test) throws ConfigException {
        List<Pipelines.Compiled> pipelines = Pipelines.compile(config);
        Map<String, StreamRules> rules = StreamRulesets.compile(config);
        List<StreamRun> runs = runs(test, rules, pipelines);
        play(runs);
        if (test.close()) {
            runs.forEach(StreamRun::close);
        }
        Map<String, List<Map<String, @Nullable Object>>> came = new HashMap<>();
        for (StreamRun run : runs) {
            run.outputs()
                    .forEach((output, rows) -> came.computeIfAbsent(output, name -> new ArrayList<>())
                            .addAll(rows.rows()));
        }
        List<TestResult.Difference> differences = new ArrayList<>();
        expected(test).forEach((output, expected) -> {
            List<Comparison.Line> lines =
                    Comparison.of(expected.rows(), came.getOrDefault(output, List.of()), test.tolerance());
            if (!lines.stream().allMatch(Comparison.Line::isRight)) {
                differences.add(new TestResult.Difference(
                        output, expected.at(), OutputColumns.of(Objects.requireNonNull(outputs.get(output))), lines));
            }
        });
        return new TestResult(test, differences, differences.isEmpty() ? List.of() : notes(pipelines));
    }

    private List<StreamRun> runs(TestCase test, Map<String, StreamRules> rules, List<Pipelines.Compiled> pipelines) {
        Map<String, List<TestInput>> given = new LinkedHashMap<>(test.input());
        given.values().removeIf(List::isEmpty);
        long begin = given.values().stream().mapToLong(StreamRun::arrival).min().orElse(0);
        List<StreamRun> runs = new ArrayList<>();
        given.forEach((id, inputs) -> {
            StreamConfig stream = Objects.requireNonNull(config.streams().get(id));
            SourceConfig source =
                    Objects.requireNonNull(config.sources().get(stream.inputs().get(0)));
            List<Pipelines.Compiled> readers = pipelines.stream()
                    .filter(it -> config.isRead(stream, it.config()))
                    .toList();
            runs.add(new StreamRun(stream, inputs, source, rules.get(id), readers, begin));
        });
        return runs;
    }

    /** Plays all streams on one clock; what comes at the same time in the order of the streams. */
    private static void play(List<StreamRun> runs) {
        runs.forEach(StreamRun::start);
        for (StreamRun next = earliest(runs); next != null; next = earliest(runs)) {
            long now = next.next();
            runs.forEach(run -> run.passUntil(now));
            next.play();
        }
    }

    private static @Nullable StreamRun earliest(List<StreamRun> runs) {
        return runs.stream()
                .filter(run -> run.next() != Long.MAX_VALUE)
                .min(Comparator.comparingLong(StreamRun::next))
                .orElse(null);
    }

    /** Nobody must find out by a missing result that a row was refused. */
    private static Map<String, TestCase.Expected> expected(TestCase test) {
        Map<String, TestCase.Expected> expected = new LinkedHashMap<>(test.expect());
        expected.putIfAbsent(DeadLetters.NAME, new TestCase.Expected(test.at(), List.of()));
        return expected;
    }

    private static List<String> notes(List<Pipelines.Compiled> pipelines) {
        List<String> notes = new ArrayList<>();
        for (Pipelines.Compiled compiled : pipelines) {
            PipelineStats stats = compiled.pipeline().stats();
            String id = compiled.config().id();
            note(notes, stats.late(), id, "came too late for its windows (allowed_lateness)");
            note(notes, stats.filtered(), id, "left out by where");
            note(notes, stats.withheld(), id, "withheld by having");
        }
        return notes;
    }

    private static void note(List<String> notes, long count, String pipeline, String what) {
        if (count > 0) {
            notes.add(pipeline + ": " + count + (count == 1 ? " row " : " rows ") + what);
        }
    }
}
