package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.JoinConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.WindowConfig;
import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Event;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator under hard conditions: the same rows one at a time, in the largest batches that there are, cut anywhere, and
 * with a snapshot and a new pipeline between any two of them give the same results, to the bit and in the same order. What they
 * should be is the business of other tests.
 */
class OperatorHarnessTest {
    private static final Duration DISORDER = Duration.ofNanos(6);
    private static final List<String> KEY = List.of("key");
    /** In Berlin, where a day of the calendar ends amid the rows. */
    private static final long MIDNIGHT = EventTime.parseIso("2026-11-22T00:00:00+01:00");

    private static final String[] CALLS = {
        "n = count()",
        "sum = sum(temp)",
        "dev = stddev(temp)",
        "p90 = percentile(temp, 90)",
        "low = min(rpm)",
        "line = last(line)",
        "rise = increase(rpm)",
        "lines = collect(line, 3)",
        "often = top_k(line, 2)",
        "different = count_distinct(temp)"
    };

    /** An event of the stream that is read, or of the one that is looked up. */
    private record Input(boolean isRecipe, Event event) {
        boolean isMark() {
            return event.mark() != null;
        }
    }

    /** Pipelines, each over the results of the one before; a name says what is special about them. */
    private record Operator(String name, List<PipelineConfig> chain) {
        static Operator of(String name, PipelineConfig... chain) {
            return new Operator(name, List.of(chain));
        }

        Pipeline compile() {
            try {
                return Pipeline.compile(chain, Definitions.stream(DISORDER), Map.of("recipes", Definitions.recipes()));
            } catch (PipelineException e) {
                throw new AssertionError(name + ": " + e.problems(), e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static PipelineConfig of(WindowConfig window) {
        return Definitions.pipeline(null, KEY, window, CALLS);
    }

    private static Duration ns(long nanos) {
        return Duration.ofNanos(nanos);
    }

    private static WindowConfig alert(String begin, Optional<String> end, long hold) {
        return new WindowConfig.State(Definitions.expression(begin), end.map(Definitions::expression), ns(hold));
    }

    static List<Operator> windows() {
        WindowConfig tumbling = Definitions.window(40, 40, 7, 20);
        WindowConfig hopping = Definitions.window(60, 20, 0, 30);
        return List.of(
                Operator.of("tumbling", of(tumbling)),
                Operator.of("hopping", of(hopping)),
                Operator.of(
                        "calendar",
                        of(new WindowConfig.Calendar(
                                WindowConfig.Unit.DAY, ZoneId.of("Europe/Berlin"), Duration.ZERO, ns(30)))),
                Operator.of("session", of(new WindowConfig.Session(ns(9), Optional.empty(), ns(30)))),
                Operator.of("session of some length", of(new WindowConfig.Session(ns(9), Optional.of(ns(25)), ns(30)))),
                Operator.of("sliding", of(new WindowConfig.Sliding(ns(12), ns(20)))),
                Operator.of("count", of(new WindowConfig.Count(20, 20))),
                Operator.of("count that hops", of(new WindowConfig.Count(20, 5))),
                Operator.of("state", of(alert("temp > 80", Optional.empty(), 0))),
                Operator.of("state with an end", of(alert("temp > 80", Optional.of("temp < -20"), 15))),
                Operator.of("silence", of(new WindowConfig.Silence(ns(12)))),
                Operator.of("early tumbling", of(new WindowConfig.Early(tumbling, ns(10)))),
                Operator.of("early hopping", of(new WindowConfig.Early(hopping, ns(10)))));
    }

    static List<Operator> others() {
        WindowConfig tumbling = Definitions.tumbling(40, 20);
        JoinConfig.Match asof = new JoinConfig.Asof(Optional.of(ns(500)), 3);
        JoinConfig.Match interval = new JoinConfig.Interval(ns(30), ns(10), 50);
        PipelineConfig plain = of(tumbling);
        PipelineConfig filter = Definitions.pipeline("rpm >= 2 and line != 'b' or temp is null", KEY, tumbling, CALLS);
        PipelineConfig computed = Definitions.columns(
                Definitions.pipeline(
                        "celsius > -40", List.of("band", "on"), tumbling, "n = count()", "low = min(celsius)"),
                List.of(
                        "celsius = convert(temp, 'degF', 'degC')",
                        "band = case when rpm > 3 then upper(line) else 'low' end"),
                List.of("range = n * low", "loud = concat(band, '!')"));
        PipelineConfig previous = Definitions.columns(
                Definitions.pipeline(
                        "previous(line) is not null",
                        KEY,
                        tumbling,
                        "n = count() where line != previous(line)",
                        "steepest = max(step)"),
                List.of("step = abs(temp - previous(temp))"),
                List.of());
        PipelineConfig sums = Definitions.pipeline(
                "n > 1", KEY, Definitions.tumbling(120, 0), "n = sum(n)", "windows = count()", "line = last(line)");
        PipelineConfig total =
                Definitions.pipeline(null, List.of(), Definitions.tumbling(360, 0), "n = sum(n)", "keys = count()");
        return List.of(
                Operator.of("filter", filter),
                Operator.of("let and select", computed),
                Operator.of("having", Definitions.having(plain, "n > 5 and sum > 0")),
                Operator.of("previous", previous),
                Operator.of("no groups", Definitions.pipeline(null, List.of(), tumbling, CALLS)),
                Operator.of("more groups than may be", Definitions.joins(plain, 3)),
                Operator.of("more values than may be", Definitions.maxState(plain, 4000)),
                Operator.of("chain", plain, sums),
                Operator.of("chain of sessions", of(new WindowConfig.Session(ns(9), Optional.empty(), ns(30))), sums),
                Operator.of("chain of three", previous(plain), sums, total),
                Operator.of("asof join", joined(asof)),
                Operator.of("latest join", joined(new JoinConfig.Latest())),
                Operator.of("interval join", joined(interval)),
                Operator.of("chain with a join", joined(asof), total),
                Operator.of("chain with an interval join", joined(interval), total));
    }

    /** With something that is remembered of rows. */
    private static PipelineConfig previous(PipelineConfig config) {
        return Definitions.columns(config, List.of("before = previous(temp)"), List.of());
    }

    private static PipelineConfig joined(JoinConfig.Match match) {
        PipelineConfig config = Definitions.columns(
                Definitions.pipeline(
                        "r.name is null or r.name != 'x'",
                        KEY,
                        Definitions.tumbling(40, 20),
                        "n = count()",
                        "most = max(off)",
                        "names = count_distinct(r.name)",
                        "changes = count() where r.name != previous(r.name)"),
                List.of("off = temp - r.target"),
                List.of());
        return Definitions.joins(config, 4, new JoinConfig("r", "recipes", "line", match));
    }

    /** Rows, with marks and rows of the other stream only now and then, so that the largest batches come to be. */
    private static List<Input> inputs(int rows, int quietFrom, int quietTo) {
        Random random = new Random(7);
        List<Input> inputs = new ArrayList<>();
        long clock = MIDNIGHT - rows / 2;
        for (int i = 0; i < rows; i++) {
            clock += random.nextInt(10) == 0 ? random.nextInt(20) : random.nextInt(2);
            boolean quiet = i >= quietFrom && i < quietTo;
            int kind = quiet ? -1 : random.nextInt(60);
            switch (kind) {
                case 0 -> inputs.add(mark(Event.idle("p" + random.nextInt(2))));
                case 1 -> inputs.add(mark(Event.joined("p" + random.nextInt(3))));
                case 2 -> inputs.add(mark(Event.idle("p0", "p1", "p2")));
                case 3 -> inputs.add(mark(Event.advance(clock)));
                case 4, 5, 6 -> inputs.add(new Input(true, Event.of(recipe(random, clock - random.nextInt(60), i))));
                default -> {
                    long back = random.nextInt(5) == 0 ? random.nextInt(50) : random.nextInt(3);
                    inputs.add(new Input(false, Event.of(row(random, clock - back, i))));
                }
            }
        }
        // Everything closes; days of the calendar too.
        inputs.add(mark(Event.advance(clock + Duration.ofDays(2).toNanos())));
        return inputs;
    }

    private static Input mark(Event event) {
        return new Input(false, event);
    }

    private static Row row(Random random, long time, int i) {
        Map<String, Object> values = new HashMap<>();
        Rows.maybe(random, values, "temp", Math.round(random.nextGaussian() * 400) / 3.0);
        Rows.maybe(random, values, "rpm", (long) random.nextInt(7) - 1);
        Rows.maybe(random, values, "on", random.nextBoolean());
        Rows.maybe(
                random,
                values,
                "line",
                List.of("a", "b", "", "sp\u00e4t", "line-5").get(random.nextInt(5)));
        return new Row(time, 5000 + i, "k" + random.nextInt(5), "p" + random.nextInt(2), values);
    }

    private static Row recipe(Random random, long time, int i) {
        Map<String, Object> values = new HashMap<>();
        Rows.maybe(random, values, "target", random.nextInt(100) / 3.0);
        Rows.maybe(random, values, "name", "recipe " + random.nextInt(9));
        return new Row(time, 5000 + i, List.of("a", "b", "sp\u00e4t").get(random.nextInt(3)), "plant", values);
    }

    /** One way to run an operator. */
    private static final class Run {
        private final Operator operator;
        private final boolean restarts;
        private final Collected results = new Collected();
        private final RowBatch rows = new RowBatch(Definitions.schema(), 1);
        private final RowBatch recipes = new RowBatch(Definitions.recipes().schema(), 1);
        private Pipeline pipeline;
        private int largest;

        Run(Operator operator, boolean restarts) {
            this.operator = operator;
            this.restarts = restarts;
            pipeline = operator.compile();
        }

        /** Gives it the rows in batches that end where {@code cut} says, and where they must. */
        Run of(List<Input> inputs, IntPredicate cut) {
            for (int i = 0; i < inputs.size(); i++) {
                Input input = inputs.get(i);
                RowBatch batch = input.isRecipe() ? recipes : rows;
                if (input.isMark()) {
                    Rows.mark(batch, input.event().mark());
                } else {
                    Rows.add(batch, input.event().row());
                }
                boolean must = input.isMark()
                        || batch.rowCount() == RowBatch.MAX_ROWS
                        || i == inputs.size() - 1
                        || inputs.get(i + 1).isRecipe() != input.isRecipe();
                if (must || cut.test(i)) {
                    accept(batch);
                }
            }
            return this;
        }

        private void accept(RowBatch batch) {
            largest = Math.max(largest, batch.rowCount());
            pipeline.accept(batch, results);
            batch.clear();
            if (restarts) {
                byte[] state = pipeline.snapshot();
                pipeline = operator.compile();
                pipeline.restore(state);
                assertThat(pipeline.snapshot()).as("restored snapshot").isEqualTo(state);
            }
        }

        List<Map<String, Object>> results() {
            return results.rows;
        }
    }

    @ParameterizedTest
    @MethodSource({"windows", "others"})
    void shouldGiveTheSameOneRowAtATimeInTheLargestBatchesAndHoweverItIsCut(Operator operator) {
        List<Input> inputs = inputs(6_000, 400, 5_600);
        Run whole = new Run(operator, false).of(inputs, i -> false);
        assertThat(whole.largest).isEqualTo(RowBatch.MAX_ROWS);
        assertThat(whole.results()).hasSizeGreaterThan(3);

        assertThat(new Run(operator, false).of(inputs, i -> true).results())
                .as("one row at a time")
                .isEqualTo(whole.results());
        Random cuts = new Random(11);
        assertThat(new Run(operator, true)
                        .of(inputs, i -> cuts.nextInt(80) == 0)
                        .results())
                .as("cut anywhere, with restarts")
                .isEqualTo(whole.results());
    }

    @ParameterizedTest
    @MethodSource({"windows", "others"})
    void shouldGiveTheSameWithARestartBetweenAnyTwoRows(Operator operator) {
        List<Input> inputs = inputs(600, 0, 0);
        List<Map<String, Object>> expected =
                new Run(operator, false).of(inputs, i -> false).results();
        assertThat(expected).isNotEmpty();
        assertThat(new Run(operator, true).of(inputs, i -> true).results()).isEqualTo(expected);
    }
}
