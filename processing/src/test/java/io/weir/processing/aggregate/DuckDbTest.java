package io.weir.processing.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The aggregates against those of a database that nobody here wrote, over the same rows. */
class DuckDbTest {
    private static final Schema SCHEMA = new Schema(
            Schema.Kind.STREAM,
            "s",
            List.of(
                    new Field("d", FieldType.DOUBLE),
                    new Field("l", FieldType.LONG),
                    new Field("t", FieldType.STRING),
                    new Field("b", FieldType.BOOL),
                    new Field("seen", FieldType.TIMESTAMP)));

    /** What we call it, and what DuckDB does. {@code n} is the row's number, {@code ts} its time. */
    private static Map<String, String> calls() {
        Map<String, String> calls = new LinkedHashMap<>();
        calls.put("count()", "count(*)");
        calls.put("count(d)", "count(d)");
        calls.put("count_distinct(d)", "count(DISTINCT d)");
        calls.put("count_distinct(t) where l > 0", "count(DISTINCT t) FILTER (WHERE l > 0)");
        calls.put("sum(d)", "fsum(d)");
        calls.put("sum(l)", "sum(l)");
        calls.put("avg(d)", "favg(d)");
        calls.put("avg(l)", "avg(l)");
        calls.put("min(d)", "min(d)");
        calls.put("max(l)", "max(l)");
        calls.put("max(seen)", "epoch_ns(max(seen))");
        calls.put("first(d)", "first(d ORDER BY ts, n) FILTER (WHERE d IS NOT NULL)");
        calls.put("last(t)", "last(t ORDER BY ts, n) FILTER (WHERE t IS NOT NULL)");
        calls.put("arg_min(t, d)", "arg_min(t, d ORDER BY ts, n) FILTER (WHERE t IS NOT NULL)");
        calls.put("arg_max(d, l)", "arg_max(d, l ORDER BY ts, n) FILTER (WHERE d IS NOT NULL)");
        String times = " ORDER BY ts, n) FILTER (WHERE %1$s IS NOT NULL)";
        for (String field : List.of("d", "l")) {
            calls.put("delta(" + field + ")", ("last(%1$s" + times + " - first(%1$s" + times).formatted(field));
        }
        for (String field : List.of("d", "l")) {
            overTime(field).forEach((call, sql) -> calls.put(call, sql.formatted(field)));
        }
        for (String field : List.of("d", "l", "t", "b")) {
            calls.put("mode(" + field + ")", frequent(field));
            calls.put("top_k(" + field + ", 3)", top(field));
        }
        calls.put("collect(t, 5)", collected("to_json(t)", "t"));
        calls.put("collect(b, 5)", collected("b", "b"));
        calls.put("collect(seen, 5)", collected("strftime(seen, '\"%Y-%m-%dT%H:%M:%SZ\"')", "seen"));
        calls.put("median(d)", ranked("d", 0.5));
        calls.put("percentile(l, 90)", ranked("l", 0.9));
        calls.put("median(d, exact)", ranked("d", 0.5));
        calls.put("stddev(d)", "stddev_samp(d)");
        calls.put("variance(l)", "var_samp(l)");
        calls.put("slope(d)", "regr_slope(d, ts / 1e9)");
        calls.put("slope(l) where d > 0", "regr_slope(l, ts / 1e9) FILTER (WHERE d > 0)");
        calls.put("count() where d > 0", "count(*) FILTER (WHERE d > 0)");
        calls.put("sum(l) where t = 'a' or d < -10", "sum(l) FILTER (WHERE t = 'a' OR d < -10)");
        calls.put("max(d) where l is null", "max(d) FILTER (WHERE l IS NULL)");
        calls.put("stddev(l) where not t = 'b'", "stddev_samp(l) FILTER (WHERE NOT t = 'b')");
        return calls;
    }

    /** By event time, of field {@code %1$s}; the window ends at 40 ns. */
    private static Map<String, String> overTime(String field) {
        String steps = "(SELECT %%1$s v, lag(%%1$s) OVER w u, ts, lag(ts) OVER w s, n, lead(ts, 1, 40) OVER w e"
                + " FROM s WHERE %%1$s IS NOT NULL WINDOW w AS (ORDER BY ts, n))";
        String rise = "sum(CASE WHEN v < u THEN v ELSE v - u END)";
        String select = "any_value((SELECT %s FROM " + steps + "))";
        Map<String, String> calls = new LinkedHashMap<>();
        calls.put("increase(%s)", select.formatted(rise));
        calls.put("rate(%s)", select.formatted(rise + " / nullif(max(ts) - min(ts), 0) * 1e9"));
        calls.put("integral(%s)", select.formatted("sum((u + v) / 2 * (ts - s)) / 1e9"));
        calls.put("time_weighted_avg(%s)", select.formatted("sum(v * (e - ts)) / (40 - min(ts))"));
        calls.put("gap(%s)", select.formatted("greatest(max(ts - s), min(ts), 40 - max(ts)) / 1e9"));
        calls.put(
                "ewma(%s, 2e-8)",
                select.formatted("list_reduce(list({v: v::DOUBLE, s: ts} ORDER BY ts, n), lambda a, x:"
                        + " {v: a.v + (1 - exp((a.s - x.s) / 20)) * (x.v - a.v), s: x.s}).v"));
        calls.put("histogram(%s, -10, 10, 4)", histogram(field));
        calls.put("percentile(%s, 90, exact)", ranked(field, 0.9));
        calls.put("collect(%s, 5)", collected(field, field));
        Map<String, String> named = new LinkedHashMap<>();
        calls.forEach((call, sql) -> named.put(call.formatted(field), sql));
        return named;
    }

    /** Ranges of 5 from -10 on, those below and above them numbered 0 and 5. */
    private static String histogram(String field) {
        return ("any_value((SELECT CASE WHEN sum(c) > 0 THEN '[' || string_agg(c, ',' ORDER BY range) || ']' END FROM"
                        + " (SELECT range, count(%1$s) c FROM range(6)"
                        + " LEFT JOIN s ON range = least(greatest(1 + floor((%1$s + 10) / 5), 0), 5) GROUP BY range)))")
                .formatted(field);
    }

    /** The value of a rank, of two the lower. */
    private static String ranked(String field, double share) {
        return "list_sort(list(%1$s) FILTER (WHERE %1$s IS NOT NULL))[1 + floor(%2$s * (count(%1$s) - 1))::BIGINT]"
                .formatted(field, share);
    }

    private static String collected(String json, String field) {
        return "'[' || array_to_string((list(%s ORDER BY ts, n) FILTER (WHERE %s IS NOT NULL))[1:5], ',') || ']'"
                .formatted(json, field);
    }

    private static String top(String field) {
        return ("any_value((SELECT '{' || string_agg(to_json(%1$s::VARCHAR) || ':' || c, ',' ORDER BY c DESC, %1$s) || '}'"
                        + " FROM (SELECT %1$s, count(*) c FROM s WHERE %1$s IS NOT NULL GROUP BY %1$s"
                        + " ORDER BY c DESC, %1$s LIMIT 3)))")
                .formatted(field);
    }

    private static String frequent(String field) {
        return "any_value((SELECT %1$s FROM s WHERE %1$s IS NOT NULL GROUP BY %1$s ORDER BY count(*) DESC, %1$s LIMIT 1))"
                .formatted(field);
    }

    @Test
    void shouldAgreeWithDuckDb() throws Exception {
        long first = Long.getLong("weir.seed", System.nanoTime());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (long seed = first; seed < first + 40; seed++) {
                Random random = new Random(seed);
                RowBatch batch = rows(random, random.nextInt(120), statement);
                for (Map.Entry<String, String> call : calls().entrySet()) {
                    Object expected = query(statement, call.getValue());
                    Object actual = export(call.getKey(), batch);
                    assertSame("weir.seed=" + seed + " " + call.getKey(), actual, expected, tolerance(call.getKey()));
                }
            }
        }
    }

    /** What the documentation promises, and what is left to rounding. */
    private static double tolerance(String call) {
        boolean sketch = call.startsWith("median(") || call.startsWith("percentile(");
        return sketch && !call.contains("exact") ? 0.01 * (1 + 1e-9) : 1e-9;
    }

    @Test
    void shouldHaveEveryAggregate() {
        assertThat(calls().keySet().stream().map(call -> call.substring(0, call.indexOf('('))))
                .containsAll(AggregateFunction.callNames());
    }

    private static RowBatch rows(Random random, int count, Statement statement) throws Exception {
        RowBatch batch = new RowBatch(SCHEMA, Math.max(1, count));
        StringBuilder values = new StringBuilder();
        for (int n = 0; n < count; n++) {
            long at = random.nextLong(40);
            batch.startRow(
                    at, 0, batch.dictionary().intern(""), batch.partitions().intern(""));
            String d = "NULL";
            String l = "NULL";
            String t = "NULL";
            if (random.nextInt(5) != 0) {
                // Few of them, so that there are ties.
                double value = random.nextInt(200) / 8.0 - 12;
                batch.setDouble(0, value);
                d = String.valueOf(value);
            }
            if (random.nextInt(5) != 0) {
                long value = random.nextLong(-25, 25);
                batch.setLong(1, value);
                l = String.valueOf(value);
            }
            if (random.nextInt(5) != 0) {
                String value = List.of("a", "b", "\"c\\", "d\u00e9\n").get(random.nextInt(4));
                batch.setString(2, batch.dictionary().intern(value));
                t = "'" + value + "'";
            }
            String b = "NULL";
            String time = "NULL";
            if (random.nextInt(5) != 0) {
                boolean value = random.nextBoolean();
                batch.setBool(3, value);
                b = String.valueOf(value);
                long second = random.nextLong(-100, 2_000_000_000);
                batch.setLong(4, second * 1_000_000_000);
                time = "make_timestamp_ns(" + second + "000000000)";
            }
            batch.commitRow();
            values.append(n == 0 ? " VALUES " : ", ")
                    .append("(%d, %d, %s, %s, %s, %s, %s)".formatted(n, at, d, l, t, b, time));
        }
        statement.execute("CREATE OR REPLACE TABLE s"
                + " (n BIGINT, ts BIGINT, d DOUBLE, l BIGINT, t VARCHAR, b BOOLEAN, seen TIMESTAMP_NS)");
        if (count > 0) {
            statement.execute("INSERT INTO s" + values);
        }
        return batch;
    }

    private static Object query(Statement statement, String call) throws Exception {
        try (ResultSet result = statement.executeQuery("SELECT " + call + " FROM s")) {
            result.next();
            Object value = result.getObject(1);
            // Where all times are the same it says NaN of a slope, we null; there is no NaN among the values.
            return value == null || value.equals(Double.NaN) ? "null" : value;
        }
    }

    private static Object export(String call, RowBatch batch) throws Exception {
        Aggregate aggregate =
                new AggregateCompiler(1L << 30).compile("x", Parser.parseAggregation(call), new Scope(SCHEMA));
        Accumulator state = aggregate.accumulator();
        state.ensureCapacity(2);
        state.create(0);
        int[] rows = IntStream.range(0, batch.rowCount()).toArray();
        state.load(batch);
        state.accumulate(batch, rows, new int[rows.length], rows.length);
        RowBatch out = new RowBatch(new Schema(Schema.Kind.RESULT, "r", List.of(new Field("x", aggregate.type()))), 1);
        out.startRow(0, 0, out.dictionary().intern(""), out.partitions().intern(""));
        aggregate.exporter().export(0, 0, 40, out, 0);
        out.commitRow();
        if (out.isNull(0, 0)) {
            return "null";
        }
        return switch (aggregate.type()) {
            case DOUBLE -> out.doubles(0)[0];
            case LONG, TIMESTAMP -> out.longs(0)[0];
            case BOOL -> out.longs(0)[0] == 1;
            case STRING -> out.dictionary().text(out.strings(0)[0]);
        };
    }

    private static void assertSame(String what, Object actual, Object expected, double tolerance) {
        if (expected instanceof Number number && actual instanceof Number ours) {
            double value = number.doubleValue();
            assertThat(ours.doubleValue()).as(what).isCloseTo(value, within(tolerance * Math.abs(value) + 1e-12));
        } else {
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }
}
