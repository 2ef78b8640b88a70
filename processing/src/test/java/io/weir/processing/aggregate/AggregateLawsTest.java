package io.weir.processing.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.processing.expression.ExpressionException;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import io.weir.processing.state.StateReader;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AggregateLawsTest {
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
                "collect(t, 3)",
                "collect(t, 1000)",
                "collect(at, 4)",
                "top_k(at, 2)",
                "count() where d > 0",
                "sum(d) where l < 500 and b",
                "last(t) where d is null or l > 0",
                "percentile(d, 90) where t = 'text1' or l > 100",
                "percentile(d, 50)",
                "percentile(l, 99)",
                "percentile(d, 12.5)");
    }

    /** Rows with ascending, sometimes equal times and some nulls. */
    private static RowBatch random(long seed, int rows) {
        Random random = new Random(seed);
        RowBatch batch = new RowBatch(Subject.SCHEMA, Math.max(1, rows));
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
            Subject.assertSame(call + " (ab)c, seed " + seed, subject.export(1), whole);
            Subject.assertSame(call + " a(bc), seed " + seed, subject.export(4), whole);
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
                batch.times()[row] = random.nextLong(12) * Subject.SECOND;
                batch.longs(1)[row] = batch.isNull(1, row) ? 0 : random.nextLong(4);
                batch.doubles(0)[row] = batch.isNull(0, row) ? 0 : random.nextLong(4);
            }
            Subject subject = new Subject(call);
            subject.accumulate(batch, 0, 0, count);
            for (int slice = 0; slice < 3; slice++) {
                long from = 4 * Subject.SECOND * slice;
                int[] rows = IntStream.range(0, count)
                        .filter(row -> batch.times()[row] >= from && batch.times()[row] < from + 4 * Subject.SECOND)
                        .toArray();
                int[] slots = new int[rows.length];
                Arrays.fill(slots, 1 + slice);
                subject.state.load(batch);
                subject.state.accumulate(batch, rows, slots, rows.length);
            }
            subject.combine(4, 1);
            subject.combine(4, 2);
            subject.combine(4, 3);
            Subject.assertSame(call + " seed " + seed, subject.export(4), subject.export(0));
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

    @Test
    void shouldShareStateBetweenAggregatesThatCan() throws ExpressionException {
        AggregateCompiler compiler = new AggregateCompiler(1L << 30);
        for (String call : List.of("sum(d)", "avg(d)", "percentile(d, 1)", "percentile(d, 2)", "count()", "count()")) {
            compiler.compile("x", Parser.parseAggregation(call), new Scope(Subject.SCHEMA));
        }
        assertThat(compiler.accumulators()).hasSize(3);
    }
}
