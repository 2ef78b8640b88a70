package io.weir.processing;

import static io.weir.processing.Definitions.having;
import static io.weir.processing.Definitions.hopping;
import static io.weir.processing.Definitions.pipeline;
import static io.weir.processing.Definitions.schema;
import static io.weir.processing.Definitions.stream;
import static io.weir.processing.Definitions.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.config.PipelineConfig;
import io.weir.config.Problem;
import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.Rows.Collected;
import io.weir.processing.Rows.Mark;
import io.weir.processing.Rows.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final List<String> KEY = List.of("key");

    private static Row row(long time, String key, double temp) {
        return new Row(time, time + 1000, key, "plant", Map.of("temp", temp));
    }

    private static Pipeline compile(PipelineConfig config) throws PipelineException {
        return Pipeline.compile(config, stream(Duration.ZERO));
    }

    private static List<String> results(Pipeline pipeline, Row... rows) {
        Collected collected = new Collected();
        pipeline.accept(Rows.batch(schema(), rows), collected);
        return text(collected);
    }

    private static List<String> text(Collected collected) {
        return collected.rows.stream()
                .map(r -> "[" + r.get("window_start") + "," + r.get("window_end") + ") " + r.get("@key") + " r"
                        + r.get("revision") + " n=" + r.get("n") + " arrival=" + r.get("@arrival"))
                .toList();
    }

    @Test
    void shouldNameTheColumnsOfItsResults() throws PipelineException {
        Pipeline pipeline = compile(pipeline(
                null,
                List.of("line", "key"),
                tumbling(10, 0),
                "n = count()",
                "first_on = first(on)",
                "sum = sum(rpm)",
                "p = percentile(temp, 99)",
                "at = max(at)"));
        assertThat(pipeline.resultSchema())
                .hasToString("result p(window_start timestamp, window_end timestamp, revision long, line string, "
                        + "key string, n long, first_on bool, sum long, p double, at timestamp)");
    }

    @Test
    void shouldFireATumblingWindowWhenTheWatermarkPassesItsEnd() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, KEY, tumbling(10, 0), "n = count()"));
        assertThat(results(pipeline, row(3, "b", 1), row(9, "a", 1), row(4, "b", 1)))
                .isEmpty();
        assertThat(results(pipeline, row(10, "a", 1)))
                .containsExactly("[0,10) b r0 n=2 arrival=1010", "[0,10) a r0 n=1 arrival=1010");
        assertThat(results(pipeline, row(9, "a", 1), row(35, "c", 1))).containsExactly("[10,20) a r0 n=1 arrival=1035");
        assertThat(pipeline.stats().late()).isEqualTo(1);
        assertThat(pipeline.stats().windows()).isEqualTo(2);
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(35);
    }

    @Test
    void shouldFireOverlappingWindowsInOrderOfTheirEnds() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, KEY, hopping(4, 2, 0), "n = count()"));
        assertThat(results(pipeline, row(1, "a", 1), row(2, "b", 1), row(3, "a", 1), row(100, "z", 1)))
                .containsExactly(
                        "[-2,2) a r0 n=1 arrival=1002",
                        "[0,4) a r0 n=2 arrival=1100",
                        "[0,4) b r0 n=1 arrival=1100",
                        "[2,6) b r0 n=1 arrival=1100",
                        "[2,6) a r0 n=1 arrival=1100");
        assertThat(pipeline.stats().slots()).isEqualTo(1);
    }

    @Test
    void shouldReviseAFiredWindowUntilItsLatenessIsOver() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, KEY, tumbling(10, 5), "n = count()"));
        results(pipeline, row(1, "a", 1));
        assertThat(results(pipeline, row(12, "a", 1))).containsExactly("[0,10) a r0 n=1 arrival=1012");
        assertThat(results(pipeline, row(2, "a", 1), row(3, "a", 1), row(4, "new", 1)))
                .containsExactly(
                        "[0,10) a r1 n=2 arrival=1002",
                        "[0,10) a r2 n=3 arrival=1003",
                        "[0,10) new r0 n=1 arrival=1004");
        assertThat(results(pipeline, row(15, "a", 1), row(9, "a", 1))).isEmpty();
        assertThat(pipeline.stats().late()).isEqualTo(1);
        assertThat(pipeline.stats().revisions()).isEqualTo(2);
    }

    @Test
    void shouldWithholdResultsThatHavingDoesNotLetPassAndCountRevisionsAllTheSame() throws PipelineException {
        Pipeline pipeline =
                compile(having(pipeline(null, KEY, tumbling(10, 5), "n = count()"), "n > 1 and key != 'x'"));
        results(pipeline, row(1, "a", 1), row(2, "b", 1), row(3, "b", 1), row(4, "x", 1), row(5, "x", 1));
        assertThat(results(pipeline, row(12, "a", 1))).containsExactly("[0,10) b r0 n=2 arrival=1012");
        assertThat(results(pipeline, row(2, "a", 1)))
                .as("the first that passes is the second of its window")
                .containsExactly("[0,10) a r1 n=2 arrival=1002");
        assertThat(pipeline.stats().withheld()).isEqualTo(2);
        assertThat(pipeline.stats().rowsOut()).isEqualTo(2);
    }

    @Test
    void shouldHoldHavingAgainstTheColumnsOfTheResults() throws PipelineException {
        PipelineConfig config = pipeline(null, KEY, tumbling(10, 0), "n = count()", "temp_avg = avg(temp)");
        assertThat(problems(having(config, "pressure > 1 and n")))
                .containsExactly(
                        "weir.yaml:15:12: pipelines.p.having: there is no field 'pressure' in p; there is: key, time,"
                                + " window_start, window_end, revision, n, temp_avg",
                        "weir.yaml:15:29: pipelines.p.having: 'and' needs a condition, but n is a long");
        assertThat(compile(having(config, "n > 1")).fingerprint())
                .isNotEqualTo(compile(config).fingerprint())
                .isNotEqualTo(compile(having(config, "n > 2")).fingerprint());
    }

    @Test
    void shouldCloseTheLastWindowByAnAdvanceOfTheWatermark() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, KEY, tumbling(10, 0), "n = count()"));
        results(pipeline, row(-3, "a", 1));
        Collected collected = new Collected();
        RowBatch advance = new RowBatch(schema(), 1);
        Rows.mark(advance, new Mark(List.of("plant"), 0));
        pipeline.accept(advance, collected);
        assertThat(text(collected)).containsExactly("[-10,0) a r0 n=1 arrival=997");
    }

    @Test
    void shouldWaitForTheSlowestPartitionUntilItIsIdle() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, List.of(), tumbling(10, 0), "n = count()"));
        Row slow = new Row(1, 7, "a", "slow", Map.of());
        assertThat(results(pipeline, slow, row(50, "b", 1), row(55, "b", 1))).isEmpty();
        Collected collected = new Collected();
        RowBatch idle = new RowBatch(schema(), 1);
        Rows.mark(idle, new Mark(List.of("slow"), EventTime.MIN));
        pipeline.accept(idle, collected);
        assertThat(text(collected)).containsExactly("[0,10)  r0 n=1 arrival=1055");
        // Back again, behind: late, and the watermark stays.
        results(pipeline, new Row(2, 8, "a", "slow", Map.of()));
        assertThat(pipeline.stats().late()).isEqualTo(1);
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(55);
    }

    @Test
    void shouldHoldTheWatermarkForAPartitionThatHasJoinedUntilItsFirstRow() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, List.of(), tumbling(10, 0), "n = count()"));
        assertThat(marks(pipeline, new Mark(List.of("plant", "new"), List.of(), EventTime.MIN)))
                .isEmpty();
        assertThat(results(pipeline, row(1, "a", 1), row(50, "b", 1))).isEmpty();
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(EventTime.MIN);
        // What is read of it now is in time, however far the others are.
        assertThat(results(pipeline, new Row(2, 8, "a", "new", Map.of()))).isEmpty();
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(2);
        assertThat(results(pipeline, new Row(60, 9, "a", "new", Map.of()))).containsExactly("[0,10)  r0 n=2 arrival=9");
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(50);
        assertThat(pipeline.stats().late()).isZero();
    }

    @Test
    void shouldHoldTheWatermarkForAPartitionThatHasJoinedUntilItIsIdle() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, List.of(), tumbling(10, 0), "n = count()"));
        marks(pipeline, new Mark(List.of("plant", "silent"), List.of(), EventTime.MIN));
        assertThat(results(pipeline, row(1, "a", 1), row(50, "b", 1))).isEmpty();
        assertThat(marks(pipeline, new Mark(List.of("silent"), EventTime.MIN)))
                .containsExactly("[0,10)  r0 n=1 arrival=1050");
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(50);
    }

    @Test
    void shouldNotWaitForAPartitionThatHasLeftAndWaitAgainWhenItIsBack() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, List.of(), tumbling(10, 0), "n = count()"));
        marks(pipeline, new Mark(List.of("plant", "moving"), List.of(), EventTime.MIN));
        assertThat(results(pipeline, new Row(3, 7, "a", "moving", Map.of()), row(25, "b", 1)))
                .isEmpty();
        assertThat(marks(pipeline, new Mark(List.of("moving"), EventTime.MIN)))
                .containsExactly("[0,10)  r0 n=1 arrival=1025");
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(25);
        // Back, and known from before: it holds at once, where the watermark is.
        marks(pipeline, new Mark(List.of("moving"), List.of(), EventTime.MIN));
        assertThat(results(pipeline, row(90, "b", 1))).isEmpty();
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(25);
        assertThat(results(pipeline, new Row(80, 9, "a", "moving", Map.of())))
                .containsExactly("[20,30)  r0 n=1 arrival=9");
        assertThat(pipeline.stats().watermarkNanos()).isEqualTo(80);
    }

    @Test
    void shouldKnowHowFarItsTimeHasComeThoughAPartitionHoldsTheWatermark() throws PipelineException {
        Pipeline first = compile(pipeline(null, List.of(), tumbling(10, 0), "n = count()"));
        assertThat(first.stats().horizonNanos()).isEqualTo(EventTime.MIN);
        marks(first, new Mark(List.of("plant", "silent"), List.of(), EventTime.MIN));
        results(first, row(1, "a", 1), row(50, "b", 1));
        assertThat(first.stats().watermarkNanos()).isEqualTo(EventTime.MIN);
        assertThat(first.stats().horizonNanos()).isEqualTo(50);
        Pipeline second = compile(pipeline(null, List.of(), tumbling(10, 0), "n = count()"));
        second.restore(first.snapshot());
        assertThat(second.stats().horizonNanos()).isEqualTo(50);
        marks(second, new Mark(List.of(), List.of("plant", "silent"), 70));
        assertThat(second.stats().horizonNanos()).isEqualTo(70);
    }

    @Test
    void shouldKeepWhichPartitionsHaveJoinedInASnapshot() throws PipelineException {
        Pipeline first = compile(pipeline(null, List.of(), tumbling(10, 0), "n = count()"));
        marks(first, new Mark(List.of("plant", "silent"), List.of(), EventTime.MIN));
        results(first, row(1, "a", 1), row(50, "b", 1));
        Pipeline second = compile(pipeline(null, List.of(), tumbling(10, 0), "n = count()"));
        second.restore(first.snapshot());
        assertThat(results(second, row(70, "b", 1))).isEmpty();
        assertThat(marks(second, new Mark(List.of("silent"), EventTime.MIN)))
                .containsExactly("[0,10)  r0 n=1 arrival=1070", "[50,60)  r0 n=1 arrival=1070");
    }

    private static List<String> marks(Pipeline pipeline, Mark mark) {
        Collected collected = new Collected();
        RowBatch batch = new RowBatch(schema(), 1);
        Rows.mark(batch, mark);
        pipeline.accept(batch, collected);
        return text(collected);
    }

    @Test
    void shouldIgnoreBatchesOfOtherSchemas() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, KEY, tumbling(10, 0), "n = count()"));
        Schema other = new Schema(Schema.Kind.STREAM, "other", schema().fields());
        pipeline.accept(Rows.batch(other, row(1, "a", 1), row(100, "a", 1)), results -> {});
        pipeline.accept(Rows.batch(other, row(1, "a", 1), row(100, "a", 1)), results -> {});
        assertThat(pipeline.stats().rowsIn()).isZero();
    }

    @Test
    void shouldSurviveTimesAtTheEndsOfTheRange() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, KEY, hopping(10, 5, 3), "n = count()"));
        results(
                pipeline,
                row(Long.MIN_VALUE, "a", 1),
                row(Long.MIN_VALUE + 1000, "a", 1),
                row(0, "a", 1),
                row(Long.MAX_VALUE, "a", 1),
                row(Long.MAX_VALUE - 2000, "a", 1));
        assertThat(pipeline.stats().refusedTimes()).isEqualTo(2);
        assertThat(pipeline.stats().rowsOut()).isEqualTo(4);
        RowBatch advance = new RowBatch(schema(), 1);
        Rows.mark(advance, new Mark(List.of(), Long.MAX_VALUE));
        Collected collected = new Collected();
        pipeline.accept(advance, collected);
        assertThat(collected.rows).hasSize(2);
    }

    @Test
    void shouldSendResultsInBatchesOfBoundedSize() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, KEY, tumbling(10, 0), "n = count()", "t = last(line)"));
        RowBatch batch = new RowBatch(schema(), 1);
        for (int i = 0; i < 1000; i++) {
            Rows.add(batch, new Row(1, 0, "k" + i, "plant", Map.of("line", "x".repeat(i))));
        }
        pipeline.accept(batch, results -> {});
        int[] seen = new int[2];
        pipeline.accept(Rows.batch(schema(), row(10, "z", 1)), results -> {
            seen[0] += results.rowCount();
            seen[1]++;
            assertThat(results.rowCount()).isLessThanOrEqualTo(256);
            assertThat(results.estimatedBytes()).isLessThan(36 * 1024);
            assertThat(results.partitions().size()).isEqualTo(1);
        });
        assertThat(seen[0]).isEqualTo(1000);
        assertThat(seen[1]).isGreaterThan(15);
    }

    @Test
    void shouldChangeItsFingerprintOnlyWithWhatChangesResults() throws PipelineException {
        PipelineConfig config = pipeline("temp > 1", KEY, tumbling(10, 0), "n = count()");
        String fingerprint = compile(config).fingerprint();
        assertThat(fingerprint).matches("[0-9a-f]{32}");
        assertThat(compile(pipeline("(temp  >  1)", KEY, tumbling(10, 0), "n = count( )"))
                        .fingerprint())
                .isEqualTo(fingerprint);
        for (PipelineConfig other : List.of(
                pipeline("temp > 2", KEY, tumbling(10, 0), "n = count()"),
                pipeline(null, KEY, tumbling(10, 0), "n = count()"),
                pipeline("temp > 1", List.of(), tumbling(10, 0), "n = count()"),
                pipeline("temp > 1", KEY, tumbling(11, 0), "n = count()"),
                pipeline("temp > 1", KEY, tumbling(10, 1), "n = count()"),
                pipeline("temp > 1", KEY, hopping(10, 5, 0), "n = count()"),
                pipeline("temp > 1", KEY, tumbling(10, 0), "m = count()"),
                pipeline("temp > 1", KEY, tumbling(10, 0), "n = count(temp)"))) {
            assertThat(compile(other).fingerprint()).isNotEqualTo(fingerprint);
        }
        assertThat(Pipeline.compile(config, stream(Duration.ofNanos(1))).fingerprint())
                .isNotEqualTo(fingerprint);
    }

    @Test
    void shouldRefuseSnapshotsThatAreNotItsOwn() throws PipelineException {
        Pipeline pipeline = compile(pipeline(null, KEY, tumbling(10, 0), "n = count()"));
        results(pipeline, row(1, "a", 1));
        byte[] state = pipeline.snapshot();
        Pipeline other = compile(pipeline(null, KEY, tumbling(20, 0), "n = count()"));
        assertThatThrownBy(() -> other.restore(state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the snapshot was made by a pipeline with fingerprint " + pipeline.fingerprint()
                        + ", this one has " + other.fingerprint());
        for (int length = 0; length < state.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(state, length);
            assertThatThrownBy(() -> pipeline.restore(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> problems(PipelineConfig config) {
        return catchThrowableOfType(PipelineException.class, () -> compile(config)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void shouldReportEverythingThatIsWrongAtItsPlace() {
        PipelineConfig config = pipeline(
                "tmep > 1 and line",
                List.of("key", "key", "lime", "time"),
                tumbling(10, 0),
                "a = avg(line)",
                "b = avgg(temp)",
                "c = percentile(temp, 101)",
                "d = percentile(temp)",
                "e = temp",
                "f = sum(at)",
                "g = count(temp",
                "key = count()",
                "revision = count()",
                "h = max(on)",
                "i = avg(temp * 2)",
                "j = min(tmp)",
                "k = count(temp, rpm)",
                "l = percentile(line, 'x')",
                "m = arg_min(temp)",
                "n = count() where temp",
                "o = arg_max(temp, line) where tmep > 1",
                "q = avg(temp) when temp > 1");
        String p = ": pipelines.p.aggregate.";
        assertThat(problems(config))
                .containsExactly(
                        "weir.yaml:10:12: pipelines.p.where: there is no field 'tmep' in press; did you mean 'temp'?",
                        "weir.yaml:10:25: pipelines.p.where: 'and' needs a condition, but line is a string",
                        "weir.yaml:10:12: pipelines.p.group_by[1]: 'key' is there already",
                        "weir.yaml:10:12: pipelines.p.group_by[2]: there is no field 'lime' in press; did you mean 'time'?",
                        "weir.yaml:10:12: pipelines.p.group_by[3]: cannot group by time: the window does that",
                        "weir.yaml:20:16" + p
                                + "a: avg() needs a double or long, but line is a string, which has count, count_distinct, first, last, arg_min, arg_max, gap, mode, top_k, collect",
                        "weir.yaml:21:12" + p + "b: there is no aggregate 'avgg'; did you mean 'avg'?",
                        "weir.yaml:22:29" + p + "c: the percentile must be a number from 0 to 100, not 101",
                        "weir.yaml:23:12" + p
                                + "d: percentile() takes a field and a number from 0 to 100, for example percentile(temp, 99)",
                        "weir.yaml:24:12" + p + "e: expected an aggregate, for example avg(temp), not temp",
                        "weir.yaml:25:16" + p
                                + "f: sum() needs a double or long, but at is a timestamp, which has count, count_distinct, min, max, first, last, arg_min, arg_max, gap, mode, top_k, collect",
                        "weir.yaml:26:22" + p + "g: expected ')' for the '(' at character 6, not the end",
                        "weir.yaml:27:12" + p + "key: the results have a column 'key' already; choose another name",
                        "weir.yaml:28:12" + p
                                + "revision: the results have a column 'revision' already; choose another name",
                        "weir.yaml:29:16" + p
                                + "h: max() needs a double or long or timestamp, but on is a bool, which has count, count_distinct, first, last, arg_min, arg_max, gap, mode, top_k, collect",
                        "weir.yaml:30:21" + p + "i: avg() needs a field, not (temp * 2)",
                        "weir.yaml:31:16" + p + "j: there is no field 'tmp' in press; did you mean 'temp'?",
                        "weir.yaml:32:12" + p
                                + "k: count() takes nothing or one field, for example count() or count(temp)",
                        "weir.yaml:33:23" + p
                                + "l: percentile() needs a double or long, but line is a string, which has count, count_distinct, first, last, arg_min, arg_max, gap, mode, top_k, collect",
                        "weir.yaml:33:29" + p + "l: the percentile must be a number from 0 to 100, not 'x'",
                        "weir.yaml:34:12" + p
                                + "m: arg_min() takes a field, and one by which the row is chosen, for example arg_min(state, temp)",
                        "weir.yaml:35:26" + p
                                + "n: expected a condition that is true or false, but this is a double; compare it with something, for example > 0",
                        "weir.yaml:36:26" + p
                                + "o: the order of arg_max() needs a double or long or timestamp, but line is a string, which has count, count_distinct, first, last, arg_min, arg_max, gap, mode, top_k, collect",
                        "weir.yaml:36:38" + p + "o: there is no field 'tmep' in press; did you mean 'temp'?",
                        "weir.yaml:37:22" + p + "q: expected an operator or the end, not 'when'");
    }

    @Test
    void shouldReportWindowsThatAreNotPossible() {
        assertThat(problems(pipeline(null, KEY, hopping(20_000, 1, 0), "n = count()")))
                .containsExactly("weir.yaml:20:12: pipelines.p.window: the size may be at most 10000 hops, not 20000");
        assertThat(problems(pipeline(null, KEY, tumbling(Long.MAX_VALUE, 0), "n = count()")))
                .containsExactly("weir.yaml:20:12: pipelines.p.window: size is too long: at most 9 years");
        assertThat(problems(pipeline(null, KEY, tumbling(0, 0), "n = count()")))
                .containsExactly("weir.yaml:20:12: pipelines.p.window: size must be longer than zero");
    }
}
