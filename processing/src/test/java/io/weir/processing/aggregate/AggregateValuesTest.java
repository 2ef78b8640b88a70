package io.weir.processing.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.model.RowBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What aggregates say of values for which that is known. */
class AggregateValuesTest {
    private static Subject of(String call, double... values) {
        Subject subject = new Subject(call);
        RowBatch batch = new RowBatch(Subject.SCHEMA, Math.max(1, values.length));
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
            RowBatch batch = new RowBatch(Subject.SCHEMA, count);
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
                values, values.stream().sorted(Comparator.reverseOrder()).toList())) {
            double[] array = order.stream().mapToDouble(Double::doubleValue).toArray();
            assertThat((Double) of("percentile(d, 99)", array).export(0)).isCloseTo(1e294, within(1e292));
            assertThat((Double) of("percentile(d, 100)", array).export(0)).isEqualTo(1e300);
        }
    }

    /** Each pair is a time in seconds and a value, which comes in this order. */
    private static Object overTime(String call, double... pairs) {
        Subject subject = new Subject(call);
        RowBatch batch = new RowBatch(Subject.SCHEMA, pairs.length / 2);
        for (int i = 0; i < pairs.length; i += 2) {
            batch.startRow(
                    (long) (pairs[i] * Subject.SECOND),
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
        assertThat(overTime("histogram(d, 4.5, 15, 1)", rows)).isEqualTo("[1,2,1]");
        assertThat(overTime("histogram(d, -1e308, 1e308, 2)", rows)).isEqualTo("[0,0,4,0]");
        assertThat(overTime("collect(d, 3)", rows)).isEqualTo("[10.0,16.0,4.0]");
        assertThat(overTime("histogram(d, 4, 16, 2)", rows)).isEqualTo("[0,2,1,1]");
        assertThat(overTime("median(d, exact)", rows)).isEqualTo(5.0);
        double two = 10 + (1 - Math.exp(-1)) * 6;
        Subject.assertSame("ewma", overTime("ewma(d, 2)", 3, 16, 1, 10), two);
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

    private static void text(Subject subject, long time, String text) {
        RowBatch batch = new RowBatch(Subject.SCHEMA, 1);
        batch.startRow(
                time, 0, batch.dictionary().intern(""), batch.partitions().intern(""));
        batch.setString(3, batch.dictionary().intern(text));
        batch.commitRow();
        subject.accumulate(batch, 0, 0, 1);
    }

    @Test
    void shouldCollectTheFirstTextsByTimeAndOfOneTimeThoseThatCameFirst() {
        Subject subject = new Subject("collect(t, 3)");
        text(subject, 5, "e");
        text(subject, 7, "\u00fc \"quoted\" \\ \n");
        text(subject, 5, "f");
        assertThat(subject.export(0)).isEqualTo("[\"e\",\"f\",\"\u00fc \\\"quoted\\\" \\\\ \\n\"]");
        text(subject, 5, "g");
        text(subject, 5, "not any more");
        assertThat(subject.export(0)).isEqualTo("[\"e\",\"f\",\"g\"]");
        text(subject, 1, "");
        assertThat(subject.export(0)).isEqualTo("[\"\",\"e\",\"f\"]");
        for (int time = 0; time > -1000; time--) {
            text(subject, time, "x".repeat(random(time)));
            text(subject, time, "y" + time);
        }
        assertThat(subject.export(0))
                .isEqualTo("[\"" + "x".repeat(random(-999)) + "\",\"y-999\",\"" + "x".repeat(random(-998)) + "\"]");
    }

    private static int random(int seed) {
        return new Random(seed).nextInt(200);
    }

    @Test
    void shouldSayNullOfFirstTextsThatAreTooLong() {
        Subject subject = new Subject("collect(t, 2)");
        String half = "h".repeat(FirstTexts.MAX_BYTES / 2);
        text(subject, 1, half);
        text(subject, 2, half);
        text(subject, 3, half + half);
        assertThat(subject.export(0)).isEqualTo("[\"" + half + "\",\"" + half + "\"]");
        text(subject, 0, half + "!");
        assertThat(subject.export(0)).isEqualTo("null");
        text(subject, -1, "short");
        assertThat(subject.export(0)).isEqualTo("null");
    }

    @Test
    void shouldWriteTimesAsTimes() {
        for (String call : List.of("collect(at, 2)", "top_k(at, 1)")) {
            Subject subject = new Subject(call);
            RowBatch batch = new RowBatch(Subject.SCHEMA, 1);
            batch.startRow(
                    0, 0, batch.dictionary().intern(""), batch.partitions().intern(""));
            batch.setLong(4, 250_000_000);
            batch.commitRow();
            subject.accumulate(batch, 0, 0, 1);
            assertThat(subject.export(0))
                    .isEqualTo(
                            call.startsWith("top")
                                    ? "{\"1970-01-01T00:00:00.250Z\":1}"
                                    : "[\"1970-01-01T00:00:00.250Z\"]");
        }
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
}
