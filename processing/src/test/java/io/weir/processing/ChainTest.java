package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.config.PipelineConfig;
import io.weir.config.WindowConfig;
import io.weir.model.RowBatch;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Event;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Pipelines over the results of pipelines. */
class ChainTest {
    private static final int CASES = Integer.getInteger("weir.cases", 200);
    private static final Duration DISORDER = Duration.ofNanos(3);
    private static final List<String> KEY = List.of("key");

    /** A chain of windows, and rows for it that end with everything closed. */
    private static final class Case {
        private final Random random;
        private final long seed;
        final List<PipelineConfig> chain = new ArrayList<>();
        final List<Event> events = new ArrayList<>();

        Case(long seed) {
            this.seed = seed;
            random = new Random(seed * 0x9e3779b97f4a7c15L);
            chain.add(Definitions.pipeline(null, KEY, inner(), "n = count()", "top = max(temp)"));
            chain.add(Definitions.pipeline(
                    "n > 0", KEY, Definitions.tumbling(40, 0), "n = sum(n)", "windows = count()", "top = max(top)"));
            if (random.nextBoolean()) {
                chain.add(Definitions.pipeline(
                        null,
                        List.of(),
                        Definitions.tumbling(120, 0),
                        "n = sum(n)",
                        "keys = count()",
                        "top = max(top)"));
            }
            long clock = 1000;
            for (int i = 0; i < 150; i++) {
                clock += random.nextInt(3);
                long time = clock - (random.nextInt(6) == 0 ? random.nextInt(30) : random.nextInt(3));
                events.add(Event.of(new Row(
                        time, 5000 + i, "k" + random.nextInt(3), "p" + random.nextInt(2), Map.of("temp", (double)
                                random.nextInt(100)))));
            }
            events.add(Event.advance(clock + 10_000));
        }

        private WindowConfig inner() {
            Duration late = Duration.ofNanos(random.nextInt(2) * 20L);
            return switch (random.nextInt(4)) {
                case 0 -> new WindowConfig.Session(Duration.ofNanos(4), Optional.empty(), late);
                case 1 -> new WindowConfig.Sliding(Duration.ofNanos(5), late);
                case 2 -> Definitions.hopping(10, 5, late.toNanos());
                default -> Definitions.tumbling(10, late.toNanos());
            };
        }

        Pipeline compile(int stages) {
            try {
                return Pipeline.compile(chain.subList(0, stages), Definitions.stream(DISORDER), Map.of());
            } catch (PipelineException e) {
                throw new AssertionError(e);
            }
        }

        List<Map<String, Object>> run(int stages, IntPredicate cut, boolean restarts) {
            Pipeline pipeline = compile(stages);
            Collected collected = new Collected();
            RowBatch batch = new RowBatch(Definitions.schema(), 1);
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                if (event.row() != null) {
                    Rows.add(batch, event.row());
                } else {
                    Rows.mark(batch, event.mark());
                }
                if (event.mark() != null || cut.test(i)) {
                    pipeline.accept(batch, collected);
                    batch.clear();
                    if (restarts) {
                        byte[] state = pipeline.snapshot();
                        pipeline = compile(stages);
                        pipeline.restore(state);
                        assertThat(pipeline.snapshot()).as(toString()).isEqualTo(state);
                    }
                }
            }
            return collected.rows;
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + chain.get(0).window();
        }
    }

    /** The last revision of each window: of sessions, which may grow, the one that nothing later overlaps. */
    private static List<Map<String, Object>> finals(List<Map<String, Object>> results) {
        List<Map<String, Object>> last = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Map<String, Object> result = results.get(i);
            boolean replaced = results.subList(i + 1, results.size()).stream()
                    .anyMatch(later -> (long) later.get("revision") > 0
                            && later.get("key").equals(result.get("key"))
                            && (long) later.get("window_start") <= (long) result.get("window_start")
                            && (long) later.get("window_end") >= (long) result.get("window_end"));
            if (!replaced) {
                last.add(result);
            }
        }
        return last;
    }

    /** Plain sums of rows in windows of one length. */
    private static Map<String, String> sums(List<Map<String, Object>> rows, long size, boolean byKey) {
        Map<String, long[]> sums = new TreeMap<>();
        for (Map<String, Object> row : rows) {
            long start = Math.floorDiv((long) row.get("@time"), size) * size;
            long[] sum = sums.computeIfAbsent(start + (byKey ? " " + row.get("key") : ""), any -> new long[3]);
            sum[0] += (long) row.get("n");
            sum[1]++;
            sum[2] = Math.max(sum[2], ((Double) row.get("top")).longValue());
        }
        Map<String, String> texts = new TreeMap<>();
        sums.forEach((window, sum) -> texts.put(window, sum[0] + " of " + sum[1] + ", " + sum[2]));
        return texts;
    }

    private static Map<String, String> given(List<Map<String, Object>> rows, boolean byKey, String count) {
        Map<String, String> texts = new TreeMap<>();
        for (Map<String, Object> row : rows) {
            String window = row.get("window_start") + (byKey ? " " + row.get("key") : "");
            String text = row.get("n") + " of " + row.get(count) + ", " + ((Double) row.get("top")).longValue();
            assertThat(texts.put(window, text)).as("twice: " + window).isNull();
        }
        return texts;
    }

    @Test
    void shouldGiveWhatTheFinalResultsOfTheOneBeforeMake() {
        Map<Class<?>, Integer> kinds = new HashMap<>();
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            List<Map<String, Object>> first = c.run(1, i -> true, false);
            List<Map<String, Object>> second = c.run(2, i -> true, false);
            boolean sliding = c.chain.get(0).window() instanceof WindowConfig.Sliding;
            // Of sliding windows, which overlap, each is replaced by its own revisions only.
            List<Map<String, Object>> finals = sliding ? lastOfEach(first) : finals(first);
            assertThat(given(second, true, "windows")).as("%s", c).isEqualTo(sums(finals, 40, true));
            if (c.chain.size() == 3) {
                assertThat(given(c.run(3, i -> true, false), false, "keys"))
                        .as("%s", c)
                        .isEqualTo(sums(second, 120, false));
            }
            kinds.merge(c.chain.get(0).window().getClass(), 1, Integer::sum);
        }
        assertThat(kinds).hasSize(4);
    }

    private static List<Map<String, Object>> lastOfEach(List<Map<String, Object>> results) {
        Map<List<Object>, Map<String, Object>> last = new HashMap<>();
        results.forEach(row -> last.put(List.of(row.get("window_start"), row.get("window_end"), row.get("key")), row));
        return new ArrayList<>(last.values());
    }

    @Test
    void shouldGiveIdenticalResultsHoweverBatchesAreCutAndWhereverItRestarts() {
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            Random cuts = new Random(-seed);
            List<Map<String, Object>> whole = c.run(c.chain.size(), i -> false, false);
            assertThat(whole).as("%s", c).isNotEmpty();
            assertThat(c.run(c.chain.size(), i -> true, false))
                    .as("%s: row by row", c)
                    .isEqualTo(whole);
            assertThat(c.run(c.chain.size(), i -> cuts.nextInt(5) == 0, true))
                    .as("%s: restarts", c)
                    .isEqualTo(whole);
        }
    }

    @Test
    void shouldSayWhichColumnTheOneBeforeDoesNotGive() {
        PipelineConfig first = Definitions.pipeline(null, KEY, Definitions.tumbling(10, 0), "temp_max = max(temp)");
        PipelineConfig second = Definitions.pipeline(null, KEY, Definitions.tumbling(40, 0), "top = max(temp_mx)");
        PipelineException problem = catchThrowableOfType(
                PipelineException.class,
                () -> Pipeline.compile(List.of(first, second), Definitions.stream(DISORDER), Map.of()));
        assertThat(problem.problems())
                .singleElement()
                .asString()
                .contains("there is no field 'temp_mx' in p; did you mean 'temp_max'?");
    }
}
