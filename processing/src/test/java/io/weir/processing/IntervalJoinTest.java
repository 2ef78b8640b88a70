package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.JoinConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.StreamConfig;
import io.weir.config.WindowConfig;
import io.weir.model.RowBatch;
import io.weir.processing.IntervalJoinModel.Input;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Event;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams joined over an interval beside a plain model, with watermarks of both, cut anywhere and restarted anywhere. */
class IntervalJoinTest {
    private static final int CASES = Integer.getInteger("weir.cases", 400);
    private static final StreamConfig RECIPES = Definitions.recipes();

    private static final class Case {
        final long seed;
        final Random random;
        /** A result for each pair, rather than one for each window. */
        final boolean single;

        final IntervalJoinModel.Join join;
        final List<Input> inputs = new ArrayList<>();
        private long clock = 1000;

        Case(long seed) {
            this.seed = seed;
            random = new Random(seed * 0x9e3779b97f4a7c15L);
            single = random.nextBoolean();
            long disorder = random.nextInt(4) * 3L;
            long otherDisorder = random.nextInt(3) * 8L;
            long lateness = single ? 0 : random.nextInt(3) * 8L;
            long before = random.nextInt(3) * 7L;
            long after = random.nextInt(3) * 5L;
            int rows = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1000;
            String on = random.nextBoolean() ? "key" : "line";
            int maxKeys = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 1000;
            join = new IntervalJoinModel.Join(before, after, rows, on, maxKeys, disorder, otherDisorder, lateness);
            for (int i = random.nextInt(250); i > 0; i--) {
                inputs.add(input(i));
            }
        }

        private Input input(int left) {
            boolean isPress = random.nextInt(3) > 0;
            clock += random.nextInt(3);
            if (random.nextInt(12) == 0) {
                String partition = "p" + random.nextInt(2);
                return new Input(
                        isPress,
                        switch (random.nextInt(3)) {
                            case 0 -> Event.joined(partition);
                            case 1 -> Event.advance(clock - random.nextInt(10));
                            default -> Event.idle(partition);
                        });
            }
            return new Input(isPress, Event.of(isPress ? press(left) : recipe(left)));
        }

        private long time() {
            return clock - random.nextInt(random.nextInt(5) == 0 ? 60 : 6);
        }

        private Row recipe(int left) {
            Map<String, Object> values = new HashMap<>();
            Rows.maybe(random, values, "target", random.nextInt(100) / 4.0);
            Rows.maybe(random, values, "name", "n" + random.nextInt(5));
            Rows.maybe(random, values, "strict", random.nextBoolean());
            Rows.maybe(random, values, "since", (long) random.nextInt(50));
            return new Row(time(), 5000 - left, "k" + random.nextInt(4), "p" + random.nextInt(2), values);
        }

        private Row press(int left) {
            Map<String, Object> values = new HashMap<>();
            values.put("rpm", (long) left);
            Rows.maybe(random, values, "line", "k" + random.nextInt(5));
            return new Row(time(), 5000 - left, "k" + random.nextInt(5), "p" + random.nextInt(2), values);
        }

        PipelineConfig config() {
            PipelineConfig config = single
                    ? Definitions.pipeline(
                            null,
                            List.of(),
                            new WindowConfig.Count(1, 1),
                            "id = last(rpm)",
                            "line = last(line)",
                            "its_key = last(key)",
                            "target = last(r.target)",
                            "name = last(r.name)",
                            "strict = last(r.strict)",
                            "since = last(r.since)",
                            "recipe = last(r.key)",
                            "recipe_at = last(r.time)",
                            "pair_at = last(time)")
                    : Definitions.pipeline(
                            null,
                            List.of(),
                            Definitions.tumbling(IntervalJoinModel.SIZE, join.lateness()),
                            "n = count()",
                            "ids = sum(rpm)");
            JoinConfig.Match interval = new JoinConfig.Interval(
                    Duration.ofNanos(join.before()), Duration.ofNanos(join.after()), join.rows());
            return Definitions.joins(config, join.maxKeys(), new JoinConfig("r", "recipes", join.on(), interval));
        }

        Pipeline pipeline() {
            try {
                return Pipeline.compile(
                        List.of(config()),
                        Definitions.stream(Duration.ofNanos(join.disorder())),
                        Map.of("recipes", Definitions.recipes(Duration.ofNanos(join.otherDisorder()))));
            } catch (PipelineException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + join + (single ? ", each pair" : ", windows");
        }
    }

    /** What a pipeline gives of the inputs, cut at random, and how many pairs were late. */
    private static final class Run {
        final List<Map<String, Object>> results;
        final List<Row> late = new ArrayList<>();

        Run(Case c, Random cuts) {
            Pipeline pipeline = c.pipeline();
            Collected collected = new Collected();
            RowBatch batch = null;
            List<Row> rows = new ArrayList<>();
            pipeline.tellLate(row -> late.add(rows.get(row)));
            for (int i = 0; i < c.inputs.size(); i++) {
                Input input = c.inputs.get(i);
                if (batch == null) {
                    StreamConfig stream = input.isPress() ? Definitions.stream(Duration.ZERO) : RECIPES;
                    batch = new RowBatch(stream.schema(), 1);
                }
                if (input.event().row() != null) {
                    Rows.add(batch, input.event().row());
                    rows.add(input.event().row());
                } else {
                    Rows.mark(batch, input.event().mark());
                }
                boolean isLast = i == c.inputs.size() - 1
                        || c.inputs.get(i + 1).isPress() != input.isPress()
                        || input.event().row() == null;
                if (isLast || cuts.nextInt(4) == 0) {
                    pipeline.accept(batch, collected);
                    batch = null;
                    rows.clear();
                    if (cuts.nextInt(4) == 0) {
                        byte[] state = pipeline.snapshot();
                        pipeline = c.pipeline();
                        pipeline.restore(state);
                        pipeline.tellLate(row -> late.add(rows.get(row)));
                        assertThat(pipeline.snapshot())
                                .as("%s: restored snapshot", c)
                                .isEqualTo(state);
                    }
                }
            }
            results = collected.rows;
        }
    }

    @Test
    void shouldMakeThePairsOfThePlainModel() {
        int pairs = 0;
        int late = 0;
        int revisions = 0;
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            IntervalJoinModel model = new IntervalJoinModel(c.join, c.single);
            c.inputs.forEach(model::take);
            Run run = new Run(c, new Random(seed));
            assertThat(run.results).as("%s", c).hasSameSizeAs(model.results);
            for (int i = 0; i < model.results.size(); i++) {
                assertThat(run.results.get(i)).as("%s: result %d", c, i).containsAllEntriesOf(model.results.get(i));
                revisions += Long.valueOf(1).equals(model.results.get(i).get("revision")) ? 1 : 0;
            }
            assertThat(run.late).as("%s: late", c).hasSize((int) model.late);
            assertThat(run.late).as("%s: late", c).allMatch(row -> model.watermark > row.time());
            pairs += c.single ? model.results.size() : 0;
            late += (int) model.late;
        }
        assertThat(pairs).isGreaterThan(10 * CASES);
        assertThat(late).isGreaterThan(CASES / 10);
        assertThat(revisions).isGreaterThan(CASES / 10);
    }

    @Test
    void shouldMakeMorePairsOfARowThanABatchHolds() throws PipelineException {
        PipelineConfig config = Definitions.joins(
                Definitions.pipeline(
                        null, List.of("key"), Definitions.tumbling(1000, 0), "n = count()", "ids = sum(rpm)"),
                100,
                new JoinConfig(
                        "r", "recipes", "key", new JoinConfig.Interval(Duration.ofNanos(100), Duration.ZERO, 10_000)));
        Pipeline pipeline =
                Pipeline.compile(List.of(config), Definitions.stream(Duration.ZERO), Map.of("recipes", RECIPES));
        Collected collected = new Collected();
        RowBatch recipes = new RowBatch(RECIPES.schema(), 4000);
        for (int i = 0; i < 4000; i++) {
            Rows.add(recipes, new Row(50, 1, "k", "p", Map.of("name", "name " + i)));
        }
        pipeline.accept(recipes, collected);
        Map<String, Object> three = Map.of("rpm", 3L);
        Map<String, Object> four = new LinkedHashMap<>(Map.of("rpm", 4L));
        RowBatch press =
                Rows.batch(Definitions.schema(), new Row(60, 2, "k", "p", three), new Row(70, 2, "k", "p", four));
        press.setWatermarkAdvance(5000);
        pipeline.accept(press, collected);
        RowBatch end = new RowBatch(RECIPES.schema(), 1);
        Rows.mark(end, new Rows.Mark(List.of("p"), 5000));
        pipeline.accept(end, collected);
        assertThat(collected.rows).hasSize(1);
        assertThat(collected.rows.get(0)).containsEntry("n", 8000L).containsEntry("ids", 28_000L);
    }

    @Test
    void shouldSayWhichColumnsThereAre() {
        PipelineConfig config = Definitions.joins(
                Definitions.pipeline("r.targt > 1", List.of("key"), Definitions.tumbling(10, 0), "n = count()"),
                10,
                new JoinConfig("r", "recipes", "rpm", new JoinConfig.Interval(Duration.ZERO, Duration.ofNanos(1), 5)),
                new JoinConfig("q", "recipes", "line", new JoinConfig.Latest()));
        assertThatThrownBy(() -> Pipeline.compile(
                        List.of(config), Definitions.stream(Duration.ZERO), Map.of("recipes", RECIPES)))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.problems())
                                .extracting(Object::toString)
                                .contains(
                                        "weir.yaml:10:12: pipelines.p.join.r.on: is a long; keys are texts: expected key or a field"
                                                + " of type string"));
        PipelineConfig second = Definitions.joins(
                config,
                10,
                new JoinConfig("r", "recipes", "key", new JoinConfig.Interval(Duration.ZERO, Duration.ofNanos(1), 5)));
        assertThatThrownBy(() -> Pipeline.compile(
                        List.of(second), Definitions.stream(Duration.ZERO), Map.of("recipes", RECIPES)))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.problems())
                                .extracting(Object::toString)
                                .containsExactly(
                                        "weir.yaml:10:12: pipelines.p.where: there is no field 'r.targt' in press; did"
                                                + " you mean 'r.target'?"));
    }
}
