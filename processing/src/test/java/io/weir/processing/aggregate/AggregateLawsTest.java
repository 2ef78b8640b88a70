package io.weir.processing.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.expression.ExpressionException;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AggregateLawsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Schema SCHEMA = new Schema(
            Schema.Kind.STREAM,
            "s",
            List.of(
                    new Field("d", FieldType.DOUBLE),
                    new Field("l", FieldType.LONG),
                    new Field("b", FieldType.BOOL),
                    new Field("t", FieldType.STRING),
                    new Field("at", FieldType.TIMESTAMP)));

    static List<String> calls() {
        return List.of(
                "count()",
                "count(d)",
                "sum(d)",
                "sum(l)",
                "avg(d)",
                "avg(l)",
                "min(d)",
                "min(l)",
                "max(d)",
                "max(at)",
                "first(d)",
                "first(l)",
                "first(b)",
                "first(t)",
                "last(at)",
                "delta(d)",
                "delta(l)",
                "last(t)",
                "last(b)",
                "last(key)",
                "stddev(d)",
                "stddev(l)",
                "variance(d)",
                "median(l)",
                "slope(d)",
                "slope(l)",
                "arg_min(t, d)",
                "arg_max(d, l)",
                "arg_max(key, at)",
                "arg_min(b, l)",
                "count_distinct(d)",
                "count_distinct(key)",
                "increase(d)",
                "increase(l)",
                "rate(l)",
                "integral(d)",
                "time_weighted_avg(d)",
                "ewma(l, 2.5)",
                "gap()",
                "gap(at)",
                "median(d, exact)",
                "percentile(l, 90, exact)",
                "mode(d)",
                "mode(t)",
                "mode(b)",
                "top_k(l, 3)",
                "top_k(t, 100)",
                "histogram(d, -10, 10, 4)",
                "collect(d, 1000)",
                "collect(b, 3)",
                "count() where d > 0",
                "sum(d) where l < 500 and b",
                "last(t) where d is null or l > 0",
                "percentile(d, 90) where t = 'text1' or l > 100",
                "percentile(d, 50)",
                "percentile(l, 99)",
                "percentile(d, 12.5)");
    }

    /** One aggregate with ten slots. */
    private static final class Subject {
        final Aggregate aggregate;
        final Accumulator state;

        Subject(String call) {
            Scope scope = new Scope(SCHEMA);
            try {
                aggregate = new AggregateCompiler().compile("x", Parser.parseAggregation(call), scope);
            } catch (ExpressionException e) {
                throw new AssertionError(e);
            }
            assertThat(scope.mistakes()).isEmpty();
            state = aggregate.accumulator();
            state.ensureCapacity(10);
            for (int slot = 0; slot < 10; slot++) {
                state.create(slot);
            }
        }

        void accumulate(RowBatch batch, int slot, int from, int to) {
            int[] rows = IntStream.range(from, to).toArray();
            int[] slots = new int[rows.length];
            Arrays.fill(slots, slot);
            state.load(batch);
            state.accumulate(batch, rows, slots, rows.length);
        }

        void combine(int into, int from) {
            state.combine(new int[] {into}, new int[] {from}, 1);
        }

        Object export(int slot) {
            RowBatch out =
                    new RowBatch(new Schema(Schema.Kind.RESULT, "r", List.of(new Field("x", aggregate.type()))), 1);
            out.startRow(0, 0, out.dictionary().intern(""), out.partitions().intern(""));
            aggregate.exporter().export(slot, 0, 12 * SECOND, out, 0);
            out.commitRow();
            if (out.isNull(0, 0)) {
                return "null";
            }
            return switch (aggregate.type()) {
                case DOUBLE -> out.doubles(0)[0];
                case LONG, TIMESTAMP, BOOL -> out.longs(0)[0];
                case STRING -> out.dictionary().text(out.strings(0)[0]);
            };
        }

        byte[] snapshot(int slot) {
            StateWriter writer = new StateWriter();
            state.snapshot(slot, writer);
            return writer.toByteArray();
        }
    }

    /** Rows with ascending, sometimes equal times and some nulls. */
    private static RowBatch random(long seed, int rows) {
        Random random = new Random(seed);
        RowBatch batch = new RowBatch(SCHEMA, Math.max(1, rows));
        long time = 0;
        for (int i = 0; i < rows; i++) {
            time += random.nextInt(2);
            batch.startRow(
                    time,
                    0,
                    batch.dictionary().intern("k" + random.nextInt(9)),
                    batch.partitions().intern(""));
            if (random.nextInt(5) != 0) {
                batch.setDouble(0, random.nextGaussian() * Math.pow(10, random.nextInt(7) - 2));
                batch.setLong(1, random.nextInt(2000) - 1000);
                batch.setBool(2, random.nextBoolean());
                batch.setString(3, batch.dictionary().intern("text".repeat(random.nextInt(5)) + random.nextInt(9)));
                batch.setLong(4, random.nextLong());
            }
            batch.commitRow();
        }
        return batch;
    }

    private static void assertSame(String what, Object actual, Object expected) {
        if (expected instanceof Double value && Double.isFinite(value)) {
            assertThat((Double) actual).as(what).isCloseTo(value, within(1e-9 * Math.max(1, Math.abs(value))));
        } else {
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void shouldExportTheSameForRowsTakenAtOnceAndInCombinedParts(String call) {
        for (long seed = 1; seed <= 60; seed++) {
            int rows = new Random(seed).nextInt(80);
            RowBatch batch = random(seed, rows);
            int first = rows == 0 ? 0 : new Random(seed + 1).nextInt(rows);
            int second = first + (rows - first) / 2;
            Subject subject = new Subject(call);
            subject.accumulate(batch, 0, 0, rows);
            int[][] parts = {{0, first}, {first, second}, {second, rows}};
            for (int i = 0; i < 3; i++) {
                subject.accumulate(batch, 1 + i, parts[i][0], parts[i][1]);
                subject.accumulate(batch, 4 + i, parts[i][0], parts[i][1]);
            }
            // (a b) c and a (b c)
            subject.combine(1, 2);
            subject.combine(1, 3);
            subject.combine(5, 6);
            subject.combine(4, 5);
            Object whole = subject.export(0);
            assertSame(call + " (ab)c, seed " + seed, subject.export(1), whole);
            assertSame(call + " a(bc), seed " + seed, subject.export(4), whole);
        }
    }

    /** Rows of any order of time, in slices of time as hopping windows have them. */
    @ParameterizedTest
    @MethodSource("calls")
    void shouldNotDependOnHowTimeIsSliced(String call) {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            int count = random.nextInt(80);
            RowBatch batch = random(seed, count);
            for (int row = 0; row < count; row++) {
                batch.times()[row] = random.nextLong(12) * SECOND;
                batch.longs(1)[row] = batch.isNull(1, row) ? 0 : random.nextLong(4);
                batch.doubles(0)[row] = batch.isNull(0, row) ? 0 : random.nextLong(4);
            }
            Subject subject = new Subject(call);
            subject.accumulate(batch, 0, 0, count);
            for (int slice = 0; slice < 3; slice++) {
                long from = 4 * SECOND * slice;
                int[] rows = IntStream.range(0, count)
                        .filter(row -> batch.times()[row] >= from && batch.times()[row] < from + 4 * SECOND)
                        .toArray();
                int[] slots = new int[rows.length];
                Arrays.fill(slots, 1 + slice);
                subject.state.load(batch);
                subject.state.accumulate(batch, rows, slots, rows.length);
            }
            subject.combine(4, 1);
            subject.combine(4, 2);
            subject.combine(4, 3);
            assertSame(call + " seed " + seed, subject.export(4), subject.export(0));
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void shouldHaveANeutralElementThatSaysNothing(String call) {
        Subject subject = new Subject(call);
        assertThat(subject.export(0)).isEqualTo(call.startsWith("count") ? (Object) 0L : "null");
        subject.accumulate(random(7, 50), 1, 0, 50);
        Object before = subject.export(1);
        subject.combine(1, 0);
        assertThat(subject.export(1)).isEqualTo(before);
        subject.combine(0, 1);
        assertThat(subject.export(0)).isEqualTo(before);
        subject.state.release(1);
        subject.state.create(1);
        assertThat(subject.export(1)).isEqualTo(call.startsWith("count") ? (Object) 0L : "null");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void shouldGoOnFromARestoredSnapshotBitForBit(String call) {
        for (long seed = 1; seed <= 30; seed++) {
            RowBatch batch = random(seed, 60);
            Subject live = new Subject(call);
            live.accumulate(batch, 3, 0, 25);
            byte[] state = live.snapshot(3);
            Object exported = live.export(3);
            assertThat(live.snapshot(3)).as("export changes nothing").isEqualTo(state);
            Subject restored = new Subject(call);
            // A slot that somebody else has used.
            restored.accumulate(batch, 8, 30, 60);
            restored.state.release(8);
            restored.state.create(8);
            restored.state.restore(8, new StateReader(state));
            assertThat(restored.export(8)).isEqualTo(exported);
            live.accumulate(batch, 3, 25, 60);
            restored.accumulate(batch, 8, 25, 60);
            assertThat(restored.snapshot(8)).as("%s seed %d", call, seed).isEqualTo(live.snapshot(3));
        }
    }

    private static Subject of(String call, double... values) {
        Subject subject = new Subject(call);
        RowBatch batch = new RowBatch(SCHEMA, Math.max(1, values.length));
        for (double value : values) {
            batch.startRow(
                    0, 0, batch.dictionary().intern(""), batch.partitions().intern(""));
            batch.setDouble(0, value);
            batch.commitRow();
        }
        subject.accumulate(batch, 0, 0, values.length);
        return subject;
    }

    private static Subject of(String call, long... values) {
        Subject subject = new Subject(call);
        for (int from = 0; from < values.length; from += 4096) {
            int count = Math.min(4096, values.length - from);
            RowBatch batch = new RowBatch(SCHEMA, count);
            for (int i = 0; i < count; i++) {
                batch.startRow(
                        0, 0, batch.dictionary().intern(""), batch.partitions().intern(""));
                batch.setLong(1, values[from + i]);
                batch.commitRow();
            }
            subject.accumulate(batch, 0, 0, count);
        }
        return subject;
    }

    @Test
    void shouldNotLoseSmallAddendsBesideLargeOnes() {
        assertThat(of("sum(d)", 1e100, 1.0, -1e100).export(0)).isEqualTo(1.0);
        double[] tenths = new double[4000];
        Arrays.fill(tenths, 0.1);
        assertThat(of("sum(d)", tenths).export(0)).isEqualTo(400.0);
        assertThat(of("stddev(d)", 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16).export(0))
                .isEqualTo(Math.sqrt(30));
    }

    @Test
    void shouldSumLongsExactlyAndSayNullWhereTheSumDoesNotFit() {
        long max = Long.MAX_VALUE;
        assertThat(of("sum(l)", max, max, -max).export(0)).isEqualTo(max);
        assertThat(of("sum(l)", max, 1L).export(0)).isEqualTo("null");
        assertThat(of("sum(l)", Long.MIN_VALUE, -1L, 1L).export(0)).isEqualTo(Long.MIN_VALUE);
        assertThat(of("sum(l)", Long.MIN_VALUE, Long.MIN_VALUE).export(0)).isEqualTo("null");
        assertThat(of("avg(l)", max, max, max).export(0)).isEqualTo((double) max);
        assertThat(of("avg(l)", Long.MIN_VALUE, Long.MIN_VALUE).export(0)).isEqualTo((double) Long.MIN_VALUE);
    }

    @Test
    void shouldCarryNanAndInfinitiesThrough() {
        double inf = Double.POSITIVE_INFINITY;
        for (String call : List.of("sum(d)", "avg(d)", "min(d)", "max(d)", "stddev(d)", "percentile(d, 50)")) {
            assertThat(of(call, 1, Double.NaN, 2).export(0)).as(call).isEqualTo(Double.NaN);
        }
        assertThat(of("sum(d)", 1, inf, 2).export(0)).isEqualTo(inf);
        assertThat(of("sum(d)", inf, -inf).export(0)).isEqualTo(Double.NaN);
        assertThat(of("min(d)", 0.0, -0.0).export(0)).isEqualTo(-0.0);
        assertThat(of("percentile(d, 100)", 1, inf, 2).export(0)).isEqualTo(inf);
        assertThat(of("percentile(d, 50)", 1, inf, -inf).export(0))
                .isInstanceOfSatisfying(
                        Double.class, median -> assertThat(median).isCloseTo(1, within(0.01)));
    }

    @Test
    void shouldKeepPercentilesWithinOnePercent() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(3000);
            double scale = Math.pow(10, random.nextInt(12) - 6);
            double[] values = random.doubles(count)
                    .map(v -> Math.exp(6 * v) * scale * (random.nextInt(3) - 1))
                    .toArray();
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            for (double percent : new double[] {0, 1, 25, 50, 90, 99, 99.9, 100}) {
                double exact = sorted[(int) Math.floor(percent / 100 * (count - 1))];
                Object actual = of("percentile(d, " + percent + ")", values).export(0);
                assertThat((Double) actual)
                        .as("seed %d, percentile %s of %d", seed, percent, count)
                        .isCloseTo(exact, within(Math.abs(exact) * 0.01 * (1 + 1e-9)));
            }
        }
    }

    @Test
    void shouldBoundTheBinsOfAWideSketchAndStayRightAtTheTop() {
        List<Double> values = new ArrayList<>();
        for (int exponent = -300; exponent <= 300; exponent++) {
            values.add(Math.pow(10, exponent));
        }
        for (List<Double> order : List.of(
                values,
                values.stream().sorted(java.util.Comparator.reverseOrder()).toList())) {
            double[] array = order.stream().mapToDouble(Double::doubleValue).toArray();
            assertThat((Double) of("percentile(d, 99)", array).export(0)).isCloseTo(1e294, within(1e292));
            assertThat((Double) of("percentile(d, 100)", array).export(0)).isEqualTo(1e300);
        }
    }

    /** Each pair is a time in seconds and a value, which comes in this order. */
    private static Object overTime(String call, double... pairs) {
        Subject subject = new Subject(call);
        RowBatch batch = new RowBatch(SCHEMA, pairs.length / 2);
        for (int i = 0; i < pairs.length; i += 2) {
            batch.startRow(
                    (long) (pairs[i] * SECOND),
                    0,
                    batch.dictionary().intern(""),
                    batch.partitions().intern(""));
            batch.setDouble(0, pairs[i + 1]);
            batch.commitRow();
        }
        subject.accumulate(batch, 0, 0, pairs.length / 2);
        return subject.export(0);
    }

    @Test
    void shouldGoByEventTimeWhateverTheOrderOfArrival() {
        // 10 at 1 s, 16 at 3 s, 4 at 4 s (a reset), 5 at 8 s; the window is 0 s to 12 s.
        double[] rows = {3, 16, 8, 5, 1, 10, 4, 4};
        assertThat(overTime("increase(d)", rows)).isEqualTo(6.0 + 4 + 1);
        assertThat(overTime("rate(d)", rows)).isEqualTo(11.0 / 7);
        assertThat(overTime("integral(d)", rows)).isEqualTo(13.0 * 2 + 10 + 4.5 * 4);
        assertThat(overTime("time_weighted_avg(d)", rows)).isEqualTo((10.0 * 2 + 16 + 4 * 4 + 5 * 4) / 11);
        assertThat(overTime("gap()", rows)).isEqualTo(4.0);
        assertThat(overTime("gap()", 1, 1, 2, 1)).isEqualTo(10.0);
        assertThat(overTime("gap()", 10, 1, 11, 1)).isEqualTo(10.0);
        assertThat(overTime("collect(d, 3)", rows)).isEqualTo("[10.0,16.0,4.0]");
        assertThat(overTime("histogram(d, 4, 16, 2)", rows)).isEqualTo("[0,2,1,1]");
        assertThat(overTime("median(d, exact)", rows)).isEqualTo(5.0);
        double two = 10 + (1 - Math.exp(-1)) * 6;
        assertSame("ewma", overTime("ewma(d, 2)", 3, 16, 1, 10), two);
        assertThat(overTime("rate(d)", 1, 3)).isEqualTo("null");
        assertThat(overTime("rate(d)", 1, 3, 1, 4)).isEqualTo("null");
        assertThat(overTime("increase(d)", 1, Double.NaN, 2, 3)).isEqualTo(Double.NaN);
        assertThat(overTime("median(d, exact)", 1, Double.NaN, 2, 3)).isEqualTo(Double.NaN);
    }

    @Test
    void shouldCountTheMostFrequentFirstAndOfEqualOnesTheSmallest() {
        assertThat(of("mode(l)", 7, -3, 7, -3, 5).export(0)).isEqualTo(-3L);
        assertThat(of("mode(d)", 0.0, -0.0, 1).export(0)).isEqualTo(0.0);
        assertThat(of("top_k(l, 2)", 7, -3, 7, -3, 5, 7).export(0)).isEqualTo("{\"7\":3,\"-3\":2}");
    }

    @Test
    void shouldSayNullRatherThanSomethingWrongOfMoreThanItHolds() {
        long[] many = IntStream.rangeClosed(0, ValueCounts.MAX).asLongStream().toArray();
        assertThat(of("mode(l)", many).export(0)).isEqualTo("null");
        assertThat(of("mode(l)", Arrays.copyOf(many, ValueCounts.MAX)).export(0))
                .isEqualTo(0L);
        long[] samples = new long[Samples.MAX + 1];
        assertThat(of("median(l, exact)", samples).export(0)).isEqualTo("null");
        assertThat(of("median(l, exact)", Arrays.copyOf(samples, Samples.MAX)).export(0))
                .isEqualTo(0.0);
    }

    @Test
    void shouldCountDifferentValuesExactlyAndManyOfThemAbout() {
        for (int count : new int[] {1, 255, 256, 257, 1000, 5000, 20_000, 100_000}) {
            long[] values = IntStream.range(0, 2 * count)
                    .mapToLong(i -> (i % count) * 1_000_003L)
                    .toArray();
            long counted = (Long) of("count_distinct(l)", values).export(0);
            // Four standard errors.
            assertThat((double) counted)
                    .as("of %d", count)
                    .isCloseTo(count, within(count <= 256 ? 0.0 : count * 0.065));
        }
    }

    @Test
    void shouldShareStateBetweenAggregatesThatCan() throws ExpressionException {
        AggregateCompiler compiler = new AggregateCompiler();
        for (String call : List.of("sum(d)", "avg(d)", "percentile(d, 1)", "percentile(d, 2)", "count()", "count()")) {
            compiler.compile("x", Parser.parseAggregation(call), new Scope(SCHEMA));
        }
        assertThat(compiler.accumulators()).hasSize(3);
    }
}
