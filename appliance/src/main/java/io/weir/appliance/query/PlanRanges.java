package io.weir.appliance.query;

import io.weir.model.EventTime;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Which event times a query can need of each table, read from the plan that DuckDB has made of it ({@code EXPLAIN (FORMAT
 * json)}). A table function is not told the filters, but in the plan a filter stands right above the scan that it belongs
 * to, wherever in the query it was written. A table that is scanned several times gets what all its scans need.
 *
 * <p>What is not understood restricts nothing. Upper bounds are widened by a minute: they may come from {@code now()}, which
 * goes on between the plan and the query.
 */
final class PlanRanges {
    private static final long SLACK_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String COLUMN = "make_timestamp_ns\\((weir_time|c\\d+)\\)";
    private static final String TIME = "'(-?\\d{4,6}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)'::TIMESTAMP_NS";
    private static final Pattern COMPARED = Pattern.compile("\\(" + COLUMN + " (>=|<=|>|<|=) " + TIME + "\\)");
    private static final Pattern BETWEEN =
            Pattern.compile("\\(" + COLUMN + " BETWEEN " + TIME + " AND " + TIME + "\\)");

    private final Map<String, QueryTable> tables = new HashMap<>();

    /** @param filters conditions that all hold for what the operator passes on */
    private record Operator(String name, List<String> filters, List<Operator> inputs) {}

    PlanRanges(Collection<QueryTable> all) {
        all.forEach(table -> tables.put(table.function(), table));
    }

    /** The range for each table that the plan scans, by the name of its function. */
    Map<String, TimeRange> of(String planJson) {
        Map<String, TimeRange> ranges = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), planJson)) {
            json.nextToken();
            for (Operator root : operators(json)) {
                visit(root, List.of(), ranges);
            }
        }
        return ranges;
    }

    private void visit(Operator operator, List<String> filters, Map<String, TimeRange> into) {
        QueryTable table = tables.get(operator.name().toLowerCase(java.util.Locale.ROOT));
        if (table != null) {
            TimeRange range = TimeRange.ALL;
            for (String filter : filters) {
                range = range.and(range(filter, table));
            }
            into.merge(table.function(), range, TimeRange::hull);
        }
        List<String> below = operator.name().equals("FILTER") ? operator.filters() : List.of();
        for (Operator input : operator.inputs()) {
            visit(input, below, into);
        }
    }

    /** The JSON parser stands at the start of an array of operators. */
    private static List<Operator> operators(JsonParser json) {
        List<Operator> operators = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            operators.add(operator(json));
        }
        return operators;
    }

    private static Operator operator(JsonParser json) {
        String name = "";
        List<String> filters = new ArrayList<>();
        List<Operator> inputs = List.of();
        for (String member = json.nextName(); member != null; member = json.nextName()) {
            json.nextToken();
            switch (member) {
                case "name" -> name = json.getString().strip();
                case "children" -> inputs = operators(json);
                case "extra_info" -> details(json, filters);
                default -> json.skipChildren();
            }
        }
        return new Operator(name, filters, inputs);
    }

    private static void details(JsonParser json, List<String> filters) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String member = json.nextName(); member != null; member = json.nextName()) {
            JsonToken value = json.nextToken();
            if (member.equals("Expression") && value == JsonToken.VALUE_STRING) {
                filters.add(json.getString());
            } else if (member.equals("Expression") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.VALUE_STRING) {
                    filters.add(json.getString());
                }
            } else {
                json.skipChildren();
            }
        }
    }

    /** What a condition leaves of time. DuckDB puts every comparison and every conjunction into parentheses. */
    static TimeRange range(String condition, QueryTable table) {
        Matcher compared = COMPARED.matcher(condition);
        if (compared.matches()) {
            return range(compared.group(1), compared.group(2), compared.group(3), table);
        }
        Matcher between = BETWEEN.matcher(condition);
        if (between.matches()) {
            String column = between.group(1);
            return range(column, ">=", between.group(2), table).and(range(column, "<=", between.group(3), table));
        }
        TimeRange range = TimeRange.ALL;
        List<String> parts = conjunction(condition);
        if (parts.size() > 1) {
            for (String part : parts) {
                range = range.and(range(part, table));
            }
        }
        return range;
    }

    private static TimeRange range(String column, String comparison, String time, QueryTable table) {
        long nanos;
        try {
            nanos = EventTime.parseIso(time.replace(' ', 'T') + "Z");
        } catch (DateTimeException e) {
            return TimeRange.ALL;
        }
        boolean lower = !comparison.startsWith("<");
        boolean upper = !comparison.startsWith(">");
        String name = nameOf(column, table);
        // A result counts with the last instant that its window covers.
        return switch (name == null ? "" : name) {
            case "time" -> new TimeRange(lower ? nanos : EventTime.MIN, upper ? later(nanos) : Long.MAX_VALUE);
            case "window_start" -> new TimeRange(lower ? nanos : EventTime.MIN, Long.MAX_VALUE);
            case "window_end" ->
                new TimeRange(
                        lower ? Math.max(nanos, EventTime.MIN + 1) - 1 : EventTime.MIN,
                        upper ? later(nanos) : Long.MAX_VALUE);
            default -> TimeRange.ALL;
        };
    }

    private static @Nullable String nameOf(String column, QueryTable table) {
        for (QueryTable.Column known : table.columns()) {
            boolean isTime = known.source() == QueryTable.Source.TIME || table.isResult();
            if (isTime && known.raw().equals(column)) {
                return known.name();
            }
        }
        return null;
    }

    private static long later(long nanos) {
        return nanos > Long.MAX_VALUE - SLACK_NANOS ? Long.MAX_VALUE : nanos + SLACK_NANOS;
    }

    /** The parts of {@code ((a) AND (b))}; no parts if it is something else. */
    private static List<String> conjunction(String condition) {
        if (!isOneGroup(condition)) {
            return List.of();
        }
        List<String> parts = new ArrayList<>();
        String inner = condition.substring(1, condition.length() - 1);
        int from = 0;
        while (from < inner.length()) {
            int end = groupEnd(inner, from);
            if (end < 0) {
                return List.of();
            }
            parts.add(inner.substring(from, end));
            if (end == inner.length()) {
                return parts;
            }
            if (!inner.startsWith(" AND ", end)) {
                // Something that is no group in parentheses, or no conjunction.
                return List.of();
            }
            from = end + " AND ".length();
        }
        return List.of();
    }

    private static boolean isOneGroup(String text) {
        return text.startsWith("(") && groupEnd(text, 0) == text.length();
    }

    /**
     * Where the term ends that begins at a place: a group in parentheses, or else everything up to the next AND outside of
     * parentheses and texts; -1 if it does not end.
     */
    private static int groupEnd(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')') {
                depth--;
                if (depth < 0) {
                    return -1;
                }
            }
            if (!quoted && depth == 0 && (i + 1 == text.length() || text.startsWith(" AND ", i + 1))) {
                return i + 1;
            }
            if (!quoted && depth == 0 && text.startsWith(" OR ", i + 1)) {
                return -1;
            }
        }
        return -1;
    }
}
