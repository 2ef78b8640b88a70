package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.JoinConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.StreamConfig;
import io.weir.config.WindowConfig;
import io.weir.model.RowBatch;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Joins beside a plain model, on random streams cut anywhere and restarted anywhere. */
class JoinTest {
    private static final int CASES = Integer.getInteger("weir.cases", 400);
    private static final StreamConfig PRESS = Definitions.stream(Duration.ofNanos(5));
    private static final StreamConfig RECIPES = Definitions.recipes();

    /** A row of either stream. */
    private record Event(boolean isRecipe, Row row) {}

    /** What the rows of one stream have been, by key: those of the latest times, of the keys seen last. */
    private static final class Model {
        private final JoinConfig join;
        private final int maxKeys;
        private final Map<String, TreeMap<Long, Row>> rows = new LinkedHashMap<>(16, 0.75f, true);
        private final Map<String, Row> last = new HashMap<>();

        Model(JoinConfig join, int maxKeys) {
            this.join = join;
            this.maxKeys = maxKeys;
        }

        void take(Row recipe) {
            TreeMap<Long, Row> known = rows.computeIfAbsent(recipe.key(), any -> new TreeMap<>());
            known.put(recipe.time(), recipe);
            if (join.match() instanceof JoinConfig.Asof asof && known.size() > asof.rows()) {
                known.pollFirstEntry();
            }
            last.put(recipe.key(), recipe);
            if (rows.size() > maxKeys) {
                rows.remove(rows.keySet().iterator().next());
                last.keySet().retainAll(rows.keySet());
            }
        }

        /** Null: none. */
        Row find(Row row) {
            Object key = join.on().equals("key") ? row.key() : row.values().get(join.on());
            if (!(key instanceof String text) || !last.containsKey(text)) {
                return null;
            }
            if (!(join.match() instanceof JoinConfig.Asof asof)) {
                return last.get(text);
            }
            TreeMap<Long, Row> known = new HashMap<>(rows).get(text);
            Map.Entry<Long, Row> found = known.floorEntry(row.time());
            long within = asof.within().map(Duration::toNanos).orElse(Long.MAX_VALUE);
            return found == null || row.time() - found.getKey() > within ? null : found.getValue();
        }
    }

    private static final class Case {
        final long seed;
        final Random random;
        final JoinConfig join;
        final int maxKeys;
        final List<Event> events = new ArrayList<>();

        Case(long seed) {
            this.seed = seed;
            random = new Random(seed * 0x9e3779b97f4a7c15L);
            boolean asof = random.nextInt(3) > 0;
            String on = random.nextBoolean() ? "key" : "line";
            Optional<Duration> within = asof && random.nextBoolean()
                    ? Optional.of(Duration.ofNanos(1 + random.nextInt(20)))
                    : Optional.empty();
            int rows = asof ? 1 + random.nextInt(5) : 1;
            join = new JoinConfig(
                    "r", "recipes", on, asof ? new JoinConfig.Asof(within, rows) : new JoinConfig.Latest());
            maxKeys = 1 + random.nextInt(6);
            for (int i = random.nextInt(150); i > 0; i--) {
                events.add(random.nextInt(3) == 0 ? new Event(true, recipe(i)) : new Event(false, press(i)));
            }
        }

        private long time(int left) {
            return 1000L - left + random.nextInt(random.nextInt(4) == 0 ? 40 : 4);
        }

        private Row recipe(int left) {
            Map<String, Object> values = new HashMap<>();
            Rows.maybe(random, values, "target", random.nextInt(100) / 4.0);
            Rows.maybe(random, values, "name", "n" + random.nextInt(5));
            Rows.maybe(random, values, "strict", random.nextBoolean());
            Rows.maybe(random, values, "since", (long) random.nextInt(50));
            return new Row(time(left), 1, "k" + random.nextInt(5), "recipes", values);
        }

        private Row press(int left) {
            Map<String, Object> values = new HashMap<>();
            values.put("rpm", (long) left);
            Rows.maybe(random, values, "line", "k" + random.nextInt(6));
            return new Row(time(left), 1, "k" + random.nextInt(6), "press", values);
        }

        PipelineConfig config() {
            // A result for each row.
            PipelineConfig config = Definitions.pipeline(
                    null,
                    List.of(),
                    new WindowConfig.Count(1, 1),
                    "id = last(rpm)",
                    "target = last(r.target)",
                    "name = last(r.name)",
                    "strict = last(r.strict)",
                    "since = last(r.since)",
                    "recipe = last(r.key)",
                    "at = last(r.time)",
                    "changed = count() where r.name != previous(r.name)");
            return Definitions.joins(config, maxKeys, join);
        }

        Pipeline pipeline() {
            try {
                return Pipeline.compile(List.of(config()), PRESS, Map.of("recipes", RECIPES));
            } catch (PipelineException e) {
                throw new AssertionError(e);
            }
        }

        List<Map<String, Object>> expected() {
            Model model = new Model(join, maxKeys);
            Map<String, Object> names = new LinkedHashMap<>(16, 0.75f, true);
            List<Map<String, Object>> results = new ArrayList<>();
            for (Event event : events) {
                if (event.isRecipe()) {
                    model.take(event.row());
                    continue;
                }
                Row found = model.find(event.row());
                Map<String, Object> result = new HashMap<>();
                result.put("id", event.row().values().get("rpm"));
                for (String field : List.of("target", "name", "strict", "since")) {
                    result.put(field, found == null ? null : found.values().get(field));
                }
                result.put("recipe", found == null ? null : found.key());
                result.put("at", found == null ? null : found.time());
                Object before = names.put(event.row().key(), result.get("name"));
                if (names.size() > maxKeys) {
                    names.remove(names.keySet().iterator().next());
                }
                boolean changed = before != null && result.get("name") != null && !before.equals(result.get("name"));
                result.put("changed", changed ? 1L : 0L);
                results.add(result);
            }
            return results;
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + join + " of " + maxKeys + " keys";
        }
    }

    private static List<Map<String, Object>> run(Case c, Random cuts) {
        Pipeline pipeline = c.pipeline();
        Collected collected = new Collected();
        RowBatch press = new RowBatch(PRESS.schema(), 1);
        RowBatch recipes = new RowBatch(RECIPES.schema(), 1);
        for (int i = 0; i < c.events.size(); i++) {
            Event event = c.events.get(i);
            RowBatch batch = event.isRecipe() ? recipes : press;
            Rows.add(batch, event.row());
            boolean isLast = i == c.events.size() - 1 || c.events.get(i + 1).isRecipe() != event.isRecipe();
            if (isLast || cuts.nextInt(4) == 0) {
                pipeline.accept(batch, collected);
                batch.clear();
                if (cuts.nextInt(4) == 0) {
                    byte[] state = pipeline.snapshot();
                    pipeline = c.pipeline();
                    pipeline.restore(state);
                    assertThat(pipeline.snapshot())
                            .as("%s: restored snapshot", c)
                            .isEqualTo(state);
                }
            }
        }
        return collected.rows;
    }

    @Test
    void shouldFindWhatThePlainModelFinds() {
        int found = 0;
        int missed = 0;
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            List<Map<String, Object>> expected = c.expected();
            List<Map<String, Object>> actual = run(c, new Random(seed));
            assertThat(actual).as("%s", c).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i)).as("%s: row %d", c, i).containsAllEntriesOf(expected.get(i));
                found += expected.get(i).get("at") == null ? 0 : 1;
                missed += expected.get(i).get("at") == null ? 1 : 0;
            }
        }
        assertThat(found).isGreaterThan(10 * CASES);
        assertThat(missed).isGreaterThan(10 * CASES);
    }

    @Test
    void shouldSayWhatIsWrongWithJoins() {
        PipelineConfig config = Definitions.joins(
                Definitions.pipeline(
                        "r.targt > 1 and q.name = 'x'",
                        List.of("key"),
                        Definitions.tumbling(10, 0),
                        "n = count()",
                        "most = max(r.name.x)"),
                10,
                new JoinConfig("r", "recipes", "rpm", new JoinConfig.Latest()),
                new JoinConfig("q", "recipes", "key", new JoinConfig.Latest()));

        assertThatThrownBy(() -> Pipeline.compile(List.of(config), PRESS, Map.of("recipes", RECIPES)))
                .isInstanceOfSatisfying(
                        PipelineException.class,
                        e -> assertThat(e.problems())
                                .extracting(Object::toString)
                                .containsExactly(
                                        "weir.yaml:10:12: pipelines.p.join.r.on: is a long; keys are texts: expected key or a"
                                                + " field of type string",
                                        "weir.yaml:10:12: pipelines.p.where: there is no field 'r.targt' in press; did you"
                                                + " mean 'q.target'?",
                                        "weir.yaml:21:16: pipelines.p.aggregate.most: there is no field 'r.name.x' in press; there is: key, time, temp, rpm, on, line, at, q.key, q.time, q.target, q.name, q.strict, q.since"));
    }
}
