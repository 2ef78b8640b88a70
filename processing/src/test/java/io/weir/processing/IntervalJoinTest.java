package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.JoinConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.StreamConfig;
import io.weir.config.WindowConfig;
import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Event;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Streams joined over an interval beside a plain model, with watermarks of both, cut anywhere and restarted anywhere. */
class IntervalJoinTest {
    private static final int CASES = Integer.getInteger("weir.cases", 400);
    private static final int SIZE = 10;
    private static final StreamConfig RECIPES = Definitions.recipes();

    /** What comes from the one stream or the other. */
    private record Input(boolean isPress, Event event) {}

    /** A stream as the model sees it. */
    private static final class Side {
        final long disorder;
        final long before;
        final long after;
        final long keep;
        final List<Row> rows = new ArrayList<>();
        private final Map<String, Long> maxTimes = new HashMap<>();
        private final Set<String> active = new HashSet<>();
        private long watermark = EventTime.MIN;

        Side(long disorder, long before, long after, long lateness) {
            this.disorder = disorder;
            this.before = before;
            this.after = after;
            this.keep = after + lateness;
        }

        /** The event time that it is. */
        long clock() {
            return watermark == EventTime.MIN ? EventTime.MIN : watermark + disorder;
        }

        /** Its watermark, or where that would be if it were not silent. */
        long at(long now) {
            boolean isSilent = active.isEmpty() && now != EventTime.MIN;
            return isSilent ? Math.max(watermark, now - disorder) : watermark;
        }

        void see(Event event) {
            if (event.row() != null) {
                maxTimes.merge(event.row().partition(), event.row().time(), Math::max);
                active.add(event.row().partition());
            } else {
                active.addAll(event.mark().joined());
                active.removeAll(event.mark().idle());
                watermark = Math.max(watermark, event.mark().advance());
            }
            boolean held = active.isEmpty() || !maxTimes.keySet().containsAll(active);
            // A partition that has joined and had no row yet holds the watermark.
            long slowest = active.stream()
                    .mapToLong(it -> maxTimes.getOrDefault(it, EventTime.MIN))
                    .min()
                    .orElse(EventTime.MIN);
            if (!held) {
                watermark = Math.max(watermark, slowest - disorder);
            }
        }
    }

    /** All rows are kept in lists, and each new one is laid beside all of them. */
    private static final class Model {
        final Case c;
        final Side press;
        final Side recipes;
        private long watermark = EventTime.MIN;
        private long maxArrival = Long.MIN_VALUE;
        final List<Map<String, Object>> results = new ArrayList<>();
        final TreeMap<Long, long[]> windows = new TreeMap<>();
        long late;

        Model(Case c) {
            this.c = c;
            press = new Side(c.disorder, c.before, c.after, c.lateness);
            recipes = new Side(c.otherDisorder, c.after, c.before, c.lateness);
        }

        void take(Input input) {
            Side side = input.isPress() ? press : recipes;
            Row row = input.event().row();
            if (row != null) {
                maxArrival = Math.max(maxArrival, row.arrival());
                pairs(side, row);
            }
            side.see(input.event());
            long now = Math.max(press.clock(), recipes.clock());
            long joined = Math.min(press.at(now), recipes.at(now));
            if (joined > watermark) {
                watermark = joined;
                fire(row == null ? maxArrival : row.arrival());
            }
        }

        private boolean isExpired(Side side, Row row) {
            return row.time() + side.keep < watermark;
        }

        private Object key(Side side, Row row) {
            return side == press && !c.on.equals("key") ? row.values().get(c.on) : row.key();
        }

        private Set<Object> keys() {
            Set<Object> keys = new HashSet<>();
            for (Side side : List.of(press, recipes)) {
                side.rows.forEach(it -> keys.addAll(List.of(it.key(), key(side, it))));
            }
            return keys;
        }

        private void pairs(Side side, Row row) {
            while (!side.rows.isEmpty() && isExpired(side, side.rows.get(0))) {
                side.rows.remove(0);
            }
            Object key = key(side, row);
            if (key == null) {
                return;
            }
            if (side.rows.size() == c.rows) {
                side.rows.remove(0);
            }
            side.rows.add(row);
            if (keys().size() > c.maxKeys) {
                side.rows.remove(side.rows.size() - 1);
                return;
            }
            Side other = side == press ? recipes : press;
            for (Row match : other.rows) {
                boolean isNear = match.time() >= row.time() - side.before && match.time() <= row.time() + side.after;
                if (isNear && key.equals(key(other, match)) && !isExpired(other, match)) {
                    pair(side == press ? row : match, side == press ? match : row, row.arrival());
                }
            }
        }

        private void pair(Row left, Row right, long arrival) {
            long time = Math.max(left.time(), right.time());
            if (c.single) {
                Map<String, Object> result = new HashMap<>();
                result.put("id", left.values().get("rpm"));
                result.put("line", left.values().get("line"));
                result.put("its_key", left.key());
                for (String field : List.of("target", "name", "strict", "since")) {
                    result.put(field, right.values().get(field));
                }
                result.put("recipe", right.key());
                result.put("recipe_at", right.time());
                result.put("pair_at", time);
                result.put("@arrival", arrival);
                results.add(result);
                return;
            }
            long start = Math.floorDiv(time, SIZE) * SIZE;
            if (watermark != EventTime.MIN && start + SIZE + c.lateness <= watermark) {
                late++;
                return;
            }
            long[] window = windows.computeIfAbsent(start, any -> new long[3]);
            window[0]++;
            window[1] += (Long) left.values().get("rpm");
            if (start + SIZE <= watermark) {
                emit(start, window, arrival);
            }
        }

        private void fire(long arrival) {
            windows.forEach((start, window) -> {
                if (start + SIZE <= watermark && window[2] == 0) {
                    emit(start, window, arrival);
                }
            });
        }

        private void emit(long start, long[] window, long arrival) {
            Map<String, Object> result = new HashMap<>();
            result.put("window_start", start);
            result.put("revision", window[2]++);
            result.put("n", window[0]);
            result.put("ids", window[1]);
            result.put("@arrival", arrival);
            results.add(result);
        }
    }

    private static final class Case {
        final long seed;
        final Random random;
        /** A result for each pair, rather than one for each window. */
        final boolean single;

        final long disorder;
        final long otherDisorder;
        final long lateness;
        final long before;
        final long after;
        final int rows;
        final String on;
        final int maxKeys;
        final List<Input> inputs = new ArrayList<>();
        private long clock = 1000;

        Case(long seed) {
            this.seed = seed;
            random = new Random(seed * 0x9e3779b97f4a7c15L);
            single = random.nextBoolean();
            disorder = random.nextInt(4) * 3L;
            otherDisorder = random.nextInt(3) * 8L;
            lateness = single ? 0 : random.nextInt(3) * 8L;
            before = random.nextInt(3) * 7L;
            after = random.nextInt(3) * 5L;
            rows = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1000;
            on = random.nextBoolean() ? "key" : "line";
            maxKeys = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 1000;
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
            maybe(values, "target", random.nextInt(100) / 4.0);
            maybe(values, "name", "n" + random.nextInt(5));
            maybe(values, "strict", random.nextBoolean());
            maybe(values, "since", (long) random.nextInt(50));
            return new Row(time(), 5000 - left, "k" + random.nextInt(4), "p" + random.nextInt(2), values);
        }

        private Row press(int left) {
            Map<String, Object> values = new HashMap<>();
            values.put("rpm", (long) left);
            maybe(values, "line", "k" + random.nextInt(5));
            return new Row(time(), 5000 - left, "k" + random.nextInt(5), "p" + random.nextInt(2), values);
        }

        private void maybe(Map<String, Object> values, String field, Object value) {
            if (random.nextInt(6) != 0) {
                values.put(field, value);
            }
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
                            null, List.of(), Definitions.tumbling(SIZE, lateness), "n = count()", "ids = sum(rpm)");
            JoinConfig.Match interval =
                    new JoinConfig.Interval(Duration.ofNanos(before), Duration.ofNanos(after), rows);
            return Definitions.joins(config, maxKeys, new JoinConfig("r", "recipes", on, interval));
        }

        Pipeline pipeline() {
            try {
                return Pipeline.compile(
                        List.of(config()),
                        Definitions.stream(Duration.ofNanos(disorder)),
                        Map.of("recipes", Definitions.recipes(Duration.ofNanos(otherDisorder))));
            } catch (PipelineException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String toString() {
            return "seed " + seed + ": from " + before + " before to " + after + " after on " + on + ", " + rows
                    + " rows of " + maxKeys + " keys, disorder " + disorder + " and "
                    + otherDisorder + ", lateness " + lateness
                    + (single ? ", each pair" : ", windows");
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
            Model model = new Model(c);
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
