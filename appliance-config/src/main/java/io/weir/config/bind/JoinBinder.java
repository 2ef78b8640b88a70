package io.weir.config.bind;

import io.weir.config.JoinConfig;
import io.weir.config.JoinConfig.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A pipeline's {@code join}. */
final class JoinBinder {
    private static final int MAX_JOINS = 16;
    private static final int MAX_ROWS = 1000;
    private static final int DEFAULT_ROWS = 16;
    private static final int MAX_INTERVAL_ROWS = 4_000_000;
    private static final int DEFAULT_INTERVAL_ROWS = 100_000;
    private static final Duration MIN = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofDays(3660);
    private static final List<String> KEYS = List.of("type", "stream", "on", "within", "before", "after", "rows");

    private enum Type {
        ASOF,
        LATEST,
        INTERVAL
    }

    private static final Map<String, Type> TYPES = new LinkedHashMap<>();

    static {
        for (Type type : Type.values()) {
            TYPES.put(type.name().toLowerCase(Locale.ROOT), type);
        }
    }

    private final Ids ids;
    /** Id of the pipeline's input. */
    private final String input;

    JoinBinder(Ids ids, String input) {
        this.ids = ids;
        this.input = input;
    }

    Optional<List<JoinConfig>> bind(Element element) {
        Optional<List<Element.Entry>> entries =
                element.entries(" by names of your own, for example { recipe: { stream: recipes } }");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        if (entries.get().size() > MAX_JOINS) {
            return element.problem("has " + entries.get().size() + " joins; expected at most " + MAX_JOINS);
        }
        if (ids.pipelines().contains(input)) {
            return element.problem("is for pipelines that read a stream, and '" + input
                    + "' is a pipeline; join there, and keep what is needed with last()");
        }
        List<JoinConfig> joins = new ArrayList<>();
        for (Element.Entry entry : entries.get()) {
            boolean named = Names.checkColumn(entry, element.problems());
            Optional<JoinConfig> join = join(entry.key(), entry.value());
            if (named && join.isPresent()) {
                joins.add(join.get());
            }
        }
        Optional<String> conflict = joins.stream()
                .filter(it -> it.match() instanceof JoinConfig.Interval)
                .findFirst()
                .flatMap(it -> conflict(it, joins));
        if (conflict.isPresent()) {
            return element.problem(conflict.get());
        }
        return joins.size() == entries.get().size() ? Optional.of(joins) : Optional.empty();
    }

    /** What an interval's pairs would find of the same stream would depend on how its rows are cut into batches. */
    private static Optional<String> conflict(JoinConfig interval, List<JoinConfig> joins) {
        List<JoinConfig> others = joins.stream()
                .filter(it -> !it.alias().equals(interval.alias()))
                .toList();
        for (JoinConfig other : others) {
            if (other.match() instanceof JoinConfig.Interval) {
                return Optional.of("has more than one interval; expected one: give a second pipeline the other");
            } else if (other.stream().equals(interval.stream())) {
                return Optional.of("looks up '" + other.stream() + "' as " + other.alias()
                        + " and joins it by the interval " + interval.alias() + "; give a second pipeline one of them");
            }
        }
        return Optional.empty();
    }

    private Optional<JoinConfig> join(String alias, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, List.of("table", "where"));
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section join = opened.get();
        Type type = join.read("type", it -> it.oneOf(TYPES, List.of())).orElse(Type.ASOF);
        Optional<String> stream = join.readRequired("stream", "recipes", this::stream);
        String on = join.read("on", this::on).orElse("key");
        for (String key : List.of("within", "before", "after", "rows")) {
            if (join.has(key) && !keys(type).contains(key)) {
                join.problem(key, "is not for the type " + type.name().toLowerCase(Locale.ROOT) + ", " + use(type));
            }
        }
        Match match = switch (type) {
            case ASOF ->
                new JoinConfig.Asof(
                        join.read("within", it -> it.duration(MIN, MAX)), rows(join, DEFAULT_ROWS, MAX_ROWS));
            case LATEST -> new JoinConfig.Latest();
            case INTERVAL -> interval(join);
        };
        return join.failed() ? Optional.empty() : stream.map(it -> new JoinConfig(alias, it, on, match));
    }

    /** What a type has beside the keys that all have. */
    private static List<String> keys(Type type) {
        return switch (type) {
            case ASOF -> List.of("within", "rows");
            case LATEST -> List.of();
            case INTERVAL -> List.of("before", "after", "rows");
        };
    }

    private static String use(Type type) {
        return switch (type) {
            case ASOF -> "which takes within and rows; remove it";
            case LATEST -> "which finds the last row of a key; remove it";
            case INTERVAL -> "which takes before, after and rows; remove it";
        };
    }

    private static Match interval(Section join) {
        Duration before =
                join.read("before", it -> it.duration(Duration.ZERO, MAX)).orElse(Duration.ZERO);
        Duration after =
                join.read("after", it -> it.duration(Duration.ZERO, MAX)).orElse(Duration.ZERO);
        if (!join.has("before") && !join.has("after")) {
            join.problem(
                    "type",
                    "needs before, after or both: how much earlier and later than the row the other may be, for example"
                            + " after: 30s");
        }
        return new JoinConfig.Interval(before, after, rows(join, DEFAULT_INTERVAL_ROWS, MAX_INTERVAL_ROWS));
    }

    private static int rows(Section join, int byDefault, int max) {
        return join.read("rows", it -> it.integer(1, max)).orElse(byDefault);
    }

    private Optional<String> stream(Element element) {
        Optional<String> id = element.text("the id of a stream");
        if (id.isPresent() && id.get().equals(input)) {
            return element.problem("is the pipeline's own input; previous(field) gives what came before");
        }
        return id.filter(it ->
                Names.checkReference(element, it, "stream", ids.streamFields().keySet()));
    }

    /** Where the input's fields are not known, any name passes. */
    private Optional<String> on(Element element) {
        Set<String> fields = ids.streamFields().getOrDefault(input, Set.of());
        return element.text("key, or a text field that has the other stream's key")
                .filter(it -> it.equals("key") || Names.checkReference(element, it, "field of " + input, fields));
    }
}
