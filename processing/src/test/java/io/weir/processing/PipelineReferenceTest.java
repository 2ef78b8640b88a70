package io.weir.processing;

import static java.util.concurrent.TimeUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The engine against {@link ReferenceModel} on random streams. A failing seed is in the message and reruns alone. */
class PipelineReferenceTest {
    private static final int CASES = Integer.getInteger("weir.cases", 400);
    private static final List<List<String>> GROUPS = List.of(
            List.of("key"),
            List.of(),
            List.of("line"),
            List.of("key", "line"),
            List.of("on", "rpm"),
            List.of("temp"),
            List.of("at", "key"));

    private static final List<WindowConfig.Unit> UNITS = List.of(WindowConfig.Unit.values());
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC");
    /** Before clock changes of both directions, and around the epoch. */
    private static final List<String> BEGINNINGS = List.of(
            "2026-03-27T00:00:00Z",
            "2026-10-23T00:00:00Z",
            "2026-04-03T00:00:00Z",
            "2026-02-27T00:00:00Z",
            "1969-12-30T00:00:00Z");

    /** A random stream and a random pipeline over it. */
    private static final class Case {
        final long seed;
        final Random random;
        /** What a step of the clock is: a nanosecond, or with the calendar some hours. */
        final long step;

        final WindowConfig window;
        private Function<ReferenceModel.Common, ReferenceModel> model;
        final long lateness;
        final long disorder;
        final List<String> groupBy;
        final String where;
        final Predicate<Row> predicate;
        final List<Event> events = new ArrayList<>();

        Case(long seed) {
            this(seed, 1);
        }

        /** As many times the rows and the keys as {@code scale} says. */
        Case(long seed, int scale) {
            this.seed = seed;
            // The first numbers of neighbouring seeds are nearly the same.
            random = new Random(seed * 0x9e3779b97f4a7c15L);
            int kind = random.nextInt(13);
            step = kind < 2 ? HOURS.toNanos(pick(1, 7, 40)) : 1;
            lateness = kind == 2 || kind == 7 || kind == 8 || kind == 12
                    ? 0
                    : step * (kind > 6 ? pick(0, 0, 1, 4, 30) : pick(0, 10, 60, 60));
            disorder = step * pick(0, 1, 3, 12);
            window = switch (kind) {
                case 0, 1 -> calendar();
                case 2 -> count();
                case 3, 4 -> sessions();
                case 5, 6 -> sliding();
                case 7, 8 -> states();
                case 12 -> silence();
                default -> fixed();
            };
            groupBy = GROUPS.get(random.nextInt(GROUPS.size()));
            boolean filters = random.nextInt(3) == 0;
            where = filters ? "rpm >= 2 and not (line = 'b') or temp is null" : null;
            predicate = filters ? Case::matches : row -> true;
            events(scale);
        }

        private WindowConfig calendar() {
            WindowConfig.Unit unit = UNITS.get(random.nextInt(UNITS.size()));
            ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            int hour = (int) pick(0, 0, 6);
            long every = early();
            model = common -> new AlignedModel(AlignedModel.Windows.calendar(unit, zone, hour), every, common);
            return early(
                    new WindowConfig.Calendar(unit, zone, Duration.ofHours(hour), Duration.ofNanos(lateness)), every);
        }

        private WindowConfig count() {
            int hop = (int) pick(1, 2, 3, 10);
            int size = hop * (int) pick(1, 1, 2, 3);
            model = common -> new CountModel(size, hop, common);
            return new WindowConfig.Count(size, hop);
        }

        private WindowConfig states() {
            StateModel.Kind kind = random.nextBoolean() ? StateModel.Kind.HYSTERESIS : StateModel.Kind.PLAIN;
            long hold = pick(0, 0, 1, 3, 10);
            model = common -> new StateModel(kind, hold, common);
            return new WindowConfig.State(
                    Definitions.expression(StateModel.BEGIN),
                    kind == StateModel.Kind.HYSTERESIS
                            ? Optional.of(Definitions.expression(StateModel.END))
                            : Optional.empty(),
                    Duration.ofNanos(hold));
        }

        private WindowConfig silence() {
            long after = pick(1, 2, 3, 10);
            model = common -> new StateModel(StateModel.Kind.SILENCE, after, common);
            return new WindowConfig.Silence(Duration.ofNanos(after));
        }

        private WindowConfig sliding() {
            long size = pick(1, 2, 5, 20);
            model = common -> new SlidingModel(size, common);
            return new WindowConfig.Sliding(Duration.ofNanos(size), Duration.ofNanos(lateness));
        }

        private WindowConfig sessions() {
            long gap = pick(1, 2, 5, 10);
            long maxLength = random.nextBoolean() ? Long.MAX_VALUE : gap * pick(1, 2, 5);
            model = common -> new SessionModel(gap, maxLength, common);
            Optional<Duration> longest =
                    maxLength == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(maxLength));
            return new WindowConfig.Session(Duration.ofNanos(gap), longest, Duration.ofNanos(lateness));
        }

        private WindowConfig fixed() {
            long hop = pick(1, 2, 5, 10);
            long size = hop * pick(1, 1, 2, 3, 7);
            long offset = random.nextInt(2) * random.nextLong(hop);
            long every = early();
            model = common -> new AlignedModel(AlignedModel.Windows.fixed(size, hop, offset), every, common);
            return early(Definitions.window(size, hop, offset, lateness), every);
        }

        private long early() {
            return step * pick(0, 0, 0, 1, 4);
        }

        private static WindowConfig early(WindowConfig windows, long every) {
            return every == 0 ? windows : new WindowConfig.Early(windows, Duration.ofNanos(every));
        }

        ReferenceModel model() {
            ReferenceModel made = model.apply(new ReferenceModel.Common(lateness, disorder, predicate, groupBy));
            events.forEach(made::take);
            return made;
        }

        /** SQL: unknown counts as false in the end; not unknown is unknown. */
        private static boolean matches(Row row) {
            Long rpm = (Long) row.values().get("rpm");
            Object line = row.values().get("line");
            return (rpm != null && rpm >= 2 && line != null && !line.equals("b"))
                    || row.values().get("temp") == null;
        }

        private long pick(long... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private void events(int scale) {
            int partitions = 1 + random.nextInt(3);
            int keys = scale * (1 + random.nextInt(4));
            long clock = step == 1
                    ? pick(0, -200, 1_000_000_000_000L, -5)
                    : (EventTime.parseIso(BEGINNINGS.get(random.nextInt(BEGINNINGS.size()))) / step);
            int count = scale * random.nextInt(120);
            for (int i = 0; i < count; i++) {
                clock += random.nextInt(8 * scale) == 0 ? random.nextInt(40) : random.nextInt(3) / scale;
                int kind = random.nextInt(40);
                if (kind == 0) {
                    events.add(Event.idle("p" + random.nextInt(partitions)));
                } else if (kind == 1) {
                    events.add(Event.idle("p0", "p1", "p2"));
                } else if (kind == 3) {
                    events.add(Event.joined("p" + random.nextInt(partitions + 1)));
                } else if (kind == 2) {
                    events.add(Event.advance((clock + random.nextInt(10)) * step - disorder));
                } else {
                    long back = random.nextInt(4) == 0 ? random.nextInt(60) : random.nextInt(3);
                    events.add(Event.of(row((clock - back) * step, i, keys, partitions)));
                }
            }
        }

        private Row row(long time, int i, int keys, int partitions) {
            Map<String, Object> values = new HashMap<>();
            maybe(values, "temp", Math.round(random.nextGaussian() * 400) / 4.0);
            maybe(values, "rpm", (long) random.nextInt(7) - 1);
            maybe(values, "on", random.nextBoolean());
            maybe(values, "line", List.of("a", "b", "", "späť").get(random.nextInt(4)));
            maybe(values, "at", (long) random.nextInt(5) - 2);
            String key = random.nextInt(20) == 0 ? "" : "k" + random.nextInt(keys);
            return new Row(time, 5000 + i - random.nextInt(4), key, "p" + random.nextInt(partitions), values);
        }

        private void maybe(Map<String, Object> values, String field, Object value) {
            if (random.nextInt(6) != 0) {
                values.put(field, value);
            }
        }

        PipelineConfig config() {
            return Definitions.columns(
                    Definitions.pipeline(where, groupBy, window, ReferenceModel.calls()),
                    ReferenceModel.definitions(),
                    List.of());
        }

        Pipeline pipeline() {
            try {
                return Pipeline.compile(config(), Definitions.stream(Duration.ofNanos(disorder)));
            } catch (PipelineException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + window + " lateness " + lateness + " out-of-orderness " + disorder
                    + " group by " + groupBy + " where " + where;
        }
    }

    /** How events are cut into batches. */
    private interface Cut {
        boolean endsAfter(int event);
    }

    private static List<Map<String, Object>> run(Case c, Cut cut, boolean restarts) {
        Pipeline pipeline = c.pipeline();
        Collected collected = new Collected();
        RowBatch batch = new RowBatch(Definitions.schema(), 1);
        for (int i = 0; i < c.events.size(); i++) {
            Event event = c.events.get(i);
            if (event.row() != null) {
                Rows.add(batch, event.row());
            } else {
                Rows.mark(batch, event.mark());
            }
            if (event.mark() != null || cut.endsAfter(i) || i == c.events.size() - 1) {
                pipeline.accept(batch, collected);
                batch.clear();
                if (restarts) {
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
    void shouldGiveWhatThePlainModelGives() {
        long late = 0;
        long revisions = 0;
        long rows = 0;
        long sessionRevisions = 0;
        Map<Class<?>, Long> byKind = new HashMap<>();
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            ReferenceModel model = c.model();
            Random cuts = new Random(seed);
            List<Map<String, Object>> actual = run(c, i -> cuts.nextInt(10) == 0, false);
            compare(c, actual, model.results);
            late += model.late.size();
            rows += model.results.size();
            byKind.merge(c.window.getClass(), (long) model.results.size(), Long::sum);
            sessionRevisions += c.window instanceof WindowConfig.Session
                    ? model.results.stream()
                            .filter(r -> (long) r.get("revision") > 0)
                            .count()
                    : 0;
            revisions += model.results.stream()
                    .filter(r -> (long) r.get("revision") > 0)
                    .count();
        }
        // The streams do reach what they are meant to reach.
        assertThat(late).isGreaterThan(CASES / 2);
        assertThat(byKind).hasSize(9);
        assertThat(byKind.values()).allMatch(results -> results > CASES / 2);
        assertThat(sessionRevisions).isGreaterThan(CASES / 20);
        assertThat(revisions).isGreaterThan(CASES / 3);
        assertThat(rows).isGreaterThan(20L * CASES);
    }

    @Test
    void shouldGiveIdenticalResultsHoweverBatchesAreCutAndWhereverItRestarts() {
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            Random cuts = new Random(-seed);
            List<Map<String, Object>> whole = run(c, i -> false, false);
            assertThat(run(c, i -> true, false)).as("%s: row by row", c).isEqualTo(whole);
            assertThat(run(c, i -> cuts.nextInt(6) == 0, true))
                    .as("%s: restarts", c)
                    .isEqualTo(whole);
        }
    }

    @Test
    void shouldGiveWhatThePlainModelGivesForManyKeys() {
        for (long seed = 1; seed <= 20; seed++) {
            Case c = new Case(seed, 40);
            ReferenceModel model = c.model();
            Random cuts = new Random(seed);
            compare(c, run(c, i -> cuts.nextInt(300) == 0, true), model.results);
        }
    }

    @Test
    void shouldCountEveryRowOnce() {
        for (long seed = 1; seed <= CASES; seed++) {
            Case c = new Case(seed);
            ReferenceModel model = c.model();
            Pipeline pipeline = c.pipeline();
            long rows = 0;
            List<Row> told = new ArrayList<>();
            for (Event event : c.events) {
                pipeline.tellLate(row -> told.add(event.row()));
                RowBatch batch = new RowBatch(Definitions.schema(), 1);
                if (event.row() == null) {
                    Rows.mark(batch, event.mark());
                } else {
                    rows++;
                    Rows.add(batch, event.row());
                }
                pipeline.accept(batch, results -> {});
            }
            PipelineStats stats = pipeline.stats();
            assertThat(stats.rowsIn()).as("%s", c).isEqualTo(rows);
            assertThat(stats.late()).as("%s: late", c).isEqualTo(model.late.size());
            assertThat(told).as("%s: told as late", c).isEqualTo(model.late);
            assertThat(stats.filtered()).as("%s: filtered", c).isEqualTo(model.filtered);
            assertThat(stats.rowsOut()).as("%s: out", c).isEqualTo(model.results.size());
            assertThat(stats.refusedGroups() + stats.refusedTimes()).isZero();
        }
    }

    private static void compare(Case c, List<Map<String, Object>> actual, List<Map<String, Object>> expected) {
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            assertThat(new ArrayList<>(actual.get(i).keySet()))
                    .as("%s: columns", c)
                    .isEqualTo(new ArrayList<>(expected.get(i).keySet()));
            for (String column : expected.get(i).keySet()) {
                compare(
                        c + ": row " + i + " of " + expected.get(i),
                        column,
                        actual.get(i).get(column),
                        expected.get(i).get(column));
            }
        }
        assertThat(actual).as("%s: rows", c).hasSameSizeAs(expected);
    }

    private static void compare(String where, String column, Object actual, Object expected) {
        if (column.startsWith("p") && expected instanceof Double value) {
            assertThat((Double) actual).as("%s: %s", where, column).isCloseTo(value, within(Math.abs(value) * 0.0101));
        } else if (expected instanceof Double value && !column.equals("temp")) {
            assertThat((Double) actual)
                    .as("%s: %s", where, column)
                    .isCloseTo(value, within(1e-9 * Math.max(1, Math.abs(value))));
        } else {
            assertThat(actual).as("%s: %s", where, column).isEqualTo(expected);
        }
    }
}
