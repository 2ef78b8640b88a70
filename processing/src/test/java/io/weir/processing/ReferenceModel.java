package io.weir.processing;

import io.weir.model.EventTime;
import io.weir.processing.Rows.Event;
import io.weir.processing.Rows.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the engine should do, plainly: rows are kept, and every result is computed anew from all rows that its window took. A
 * subclass says which windows there are.
 */
abstract class ReferenceModel {
    /** What all windows have in common. */
    record Common(long lateness, long disorder, Predicate<Row> where, List<String> groupBy) {}

    final long lateness;
    private final long disorder;
    private final Predicate<Row> where;
    private final List<String> groupBy;

    private final Map<String, Long> maxTimes = new HashMap<>();
    private final Map<String, Boolean> idle = new HashMap<>();
    /** {@link EventTime#MIN}: none yet. */
    long watermark = EventTime.MIN;

    /** By row: the one before it of its key. */
    private final IdentityHashMap<Row, Row> before = new IdentityHashMap<>();

    private final Map<String, Row> last = new HashMap<>();

    private long maxArrival = Long.MIN_VALUE;

    final List<Map<String, Object>> results = new ArrayList<>();
    final List<Row> late = new ArrayList<>();
    long filtered;

    ReferenceModel(Common common) {
        this.lateness = common.lateness();
        this.disorder = common.disorder();
        this.where = common.where();
        this.groupBy = common.groupBy();
    }

    /** Takes a row, or counts it as late; emits what is due at once. */
    abstract void place(Row row);

    /** The watermark has moved: emits what is due. */
    abstract void moved(long before, long arrival);

    void take(Event event) {
        if (event.row() != null) {
            row(event.row());
            return;
        }
        for (String partition : event.mark().joined()) {
            maxTimes.putIfAbsent(partition, EventTime.MIN);
            idle.put(partition, false);
        }
        for (String partition : event.mark().idle()) {
            if (maxTimes.containsKey(partition)) {
                idle.put(partition, true);
            }
        }
        move(minimum(), maxArrival);
        move(event.mark().advance(), maxArrival);
    }

    private void row(Row row) {
        before.put(row, last.put(row.key(), row));
        maxArrival = Math.max(maxArrival, row.arrival());
        if (!where.test(row)) {
            filtered++;
        } else {
            place(row);
        }
        maxTimes.merge(row.partition(), row.time(), Math::max);
        idle.put(row.partition(), false);
        move(minimum(), row.arrival());
    }

    private long minimum() {
        return maxTimes.entrySet().stream()
                .filter(entry -> !idle.get(entry.getKey()))
                .mapToLong(entry -> entry.getValue() == EventTime.MIN ? EventTime.MIN : entry.getValue() - disorder)
                .min()
                .orElse(EventTime.MIN);
    }

    private void move(long to, long arrival) {
        long before = watermark;
        watermark = Math.max(before, to);
        moved(before, arrival);
    }

    /** Whether the watermark has reached a time. */
    final boolean reached(long time) {
        return watermark != EventTime.MIN && watermark >= time;
    }

    final List<Object> group(Row row) {
        List<Object> group = new ArrayList<>();
        for (String column : groupBy) {
            group.add(column.equals("key") ? row.key() : row.values().get(column));
        }
        return group;
    }

    /** Adds a result of all the rows, which are of one group. */
    final void emit(long start, long end, int revision, List<Row> rows, long arrival) {
        List<Object> group = group(rows.get(0));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("@time", end - 1);
        result.put("@arrival", arrival);
        result.put("@key", groupBy.contains("key") ? rows.get(0).key() : "");
        result.put("@partition", "");
        result.put("window_start", start);
        result.put("window_end", end);
        result.put("revision", (long) revision);
        for (int i = 0; i < groupBy.size(); i++) {
            result.put(groupBy.get(i), group.get(i));
        }
        aggregates(rows, result);
        overTime(rows, start, end, result);
        previous(rows, result);
        results.add(result);
    }

    private Object previous(Row row, String field) {
        Row earlier = before.get(row);
        return earlier == null ? null : earlier.values().get(field);
    }

    private void previous(List<Row> rows, Map<String, Object> result) {
        result.put(
                "rises",
                rows.stream()
                        .filter(row -> row.values().get("temp") instanceof Double now
                                && previous(row, "temp") instanceof Double then
                                && now > then)
                        .count());
        result.put(
                "moves",
                rows.stream()
                        .filter(row -> row.values().get("line") instanceof String now
                                && previous(row, "line") instanceof String then
                                && !now.equals(then))
                        .count());
        result.put(
                "on_before",
                rows.stream().filter(row -> previous(row, "on") != null).count());
        List<Long> rpms = rows.stream()
                .map(row -> (Long) previous(row, "rpm"))
                .filter(rpm -> rpm != null)
                .map(rpm -> rpm + 1)
                .toList();
        result.put(
                "rpm_before",
                rpms.isEmpty() ? null : rpms.stream().mapToLong(rpm -> rpm).sum());
        result.put(
                "at_before",
                rows.stream()
                        .map(before::get)
                        .filter(row -> row != null)
                        .map(row -> (Long) previous(row, "at"))
                        .filter(at -> at != null)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static final String[] CALLS = {
        "n = count()",
        "temps = count(temp)",
        "temp_sum = sum(temp)",
        "rpm_sum = sum(rpm)",
        "temp_avg = avg(temp)",
        "rpm_avg = avg(rpm)",
        "temp_min = min(temp)",
        "rpm_max = max(rpm)",
        "at_max = max(at)",
        "temp_first = first(temp)",
        "rpm_last = last(rpm)",
        "on_last = last(on)",
        "line_first = first(line)",
        "line_last = last(line)",
        "key_last = last(key)",
        "time_min = min(time)",
        "temp_dev = stddev(temp)",
        "rpm_dev = stddev(rpm)",
        "p0 = percentile(temp, 0)",
        "p50 = percentile(temp, 50)",
        "p90 = percentile(rpm, 90)",
        "p100 = percentile(temp, 100)",
        "temp_exact = median(temp, exact)",
        "temp_rise = increase(temp)",
        "silence = gap()",
        "lines = count_distinct(line)",
        "rpm_mode = mode(rpm)",
        "rpm_list = collect(rpm, 5)",
        "line_list = collect(line, 4)",
        "rises = count() where temp > previous(temp)",
        "moves = count() where line != previous(line)",
        "on_before = count() where previous(on) is not null",
        "rpm_before = sum(rpm_then)",
        "at_before = max(at_then)"
    };

    /** What {@code let} defines. */
    static List<String> definitions() {
        return List.of("rpm_then = previous(rpm + 1)", "at_then = previous(previous(at))");
    }

    static String[] calls() {
        return CALLS.clone();
    }

    private static void aggregates(List<Row> rows, Map<String, Object> result) {
        double[] temps = numbers(rows, "temp");
        double[] rpms = numbers(rows, "rpm");
        result.put("n", (long) rows.size());
        result.put("temps", (long) temps.length);
        result.put("temp_sum", temps.length == 0 ? null : Arrays.stream(temps).sum());
        result.put(
                "rpm_sum", rpms.length == 0 ? null : (long) Arrays.stream(rpms).sum());
        result.put(
                "temp_avg",
                temps.length == 0 ? null : Arrays.stream(temps).average().orElseThrow());
        result.put(
                "rpm_avg",
                rpms.length == 0 ? null : Arrays.stream(rpms).average().orElseThrow());
        result.put(
                "temp_min",
                temps.length == 0 ? null : Arrays.stream(temps).min().orElseThrow());
        result.put(
                "rpm_max",
                rpms.length == 0 ? null : (long) Arrays.stream(rpms).max().orElseThrow());
        result.put(
                "at_max",
                rows.stream()
                        .map(row -> (Long) row.values().get("at"))
                        .filter(at -> at != null)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
        result.put("temp_first", edge(rows, "temp", true));
        result.put("rpm_last", edge(rows, "rpm", false));
        result.put("on_last", edge(rows, "on", false));
        result.put("line_first", edge(rows, "line", true));
        result.put("line_last", edge(rows, "line", false));
        result.put("key_last", edge(rows, "key", false));
        result.put("time_min", rows.stream().mapToLong(Row::time).min().orElseThrow());
        result.put("temp_dev", deviation(temps));
        result.put("rpm_dev", deviation(rpms));
        result.put("p0", percentile(temps, 0));
        result.put("p50", percentile(temps, 50));
        result.put("p90", percentile(rpms, 90));
        result.put("p100", percentile(temps, 100));
    }

    private static void overTime(List<Row> rows, long start, long end, Map<String, Object> result) {
        // A sort that keeps rows of the same time in their order.
        List<Row> sorted =
                rows.stream().sorted(Comparator.comparingLong(Row::time)).toList();
        double[] temps = numbers(sorted, "temp");
        result.put("temp_exact", percentile(temps, 50));
        double rise = 0;
        for (int i = 1; i < temps.length; i++) {
            rise += temps[i] < temps[i - 1] ? temps[i] : temps[i] - temps[i - 1];
        }
        result.put("temp_rise", temps.length < 2 ? null : rise);
        List<Long> ends = new ArrayList<>(sorted.stream().map(Row::time).toList());
        ends.add(0, start);
        ends.add(end);
        long gap = 0;
        for (int i = 1; i < ends.size(); i++) {
            gap = Math.max(gap, ends.get(i) - ends.get(i - 1));
        }
        result.put("silence", gap / 1e9);
        List<Object> lines = rows.stream().map(row -> row.values().get("line")).toList();
        result.put(
                "lines", lines.stream().filter(line -> line != null).distinct().count());
        List<Long> rpms = sorted.stream()
                .map(row -> (Long) row.values().get("rpm"))
                .filter(rpm -> rpm != null)
                .toList();
        result.put("rpm_mode", mode(rpms));
        result.put(
                "rpm_list",
                rpms.isEmpty()
                        ? null
                        : rpms.stream().limit(5).toList().toString().replace(" ", ""));
        String firstLines = sorted.stream()
                .map(row -> row.values().get("line"))
                .filter(line -> line != null)
                .limit(4)
                .map(line -> '"' + line.toString() + '"')
                .collect(Collectors.joining(","));
        result.put("line_list", firstLines.isEmpty() ? null : "[" + firstLines + "]");
    }

    private static Long mode(List<Long> values) {
        return values.stream()
                .distinct()
                .min(Comparator.comparingLong((Long value) ->
                                -values.stream().filter(value::equals).count())
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    private static double[] numbers(List<Row> rows, String field) {
        return rows.stream()
                .map(row -> (Number) row.values().get(field))
                .filter(value -> value != null)
                .mapToDouble(Number::doubleValue)
                .toArray();
    }

    private static Object edge(List<Row> rows, String field, boolean first) {
        Object found = null;
        long time = 0;
        for (Row row : rows) {
            Object value = field.equals("key") ? row.key() : row.values().get(field);
            if (value != null && (found == null || (first ? row.time() < time : row.time() >= time))) {
                found = value;
                time = row.time();
            }
        }
        return found;
    }

    private static Object deviation(double[] values) {
        if (values.length < 2) {
            return null;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
    }

    private static Object percentile(double[] values, double percent) {
        if (values.length == 0) {
            return null;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.floor(percent / 100 * (sorted.length - 1))];
    }
}
