package io.weir.config.bind;

import io.weir.config.JoinConfig;
import io.weir.config.JoinConfig.Kind;
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
    private static final Duration MIN = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofDays(3660);
    private static final List<String> KEYS = List.of("type", "stream", "on", "within", "rows");
    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        for (Kind kind : Kind.values()) {
            KINDS.put(kind.name().toLowerCase(Locale.ROOT), kind);
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
        return joins.size() == entries.get().size() ? Optional.of(joins) : Optional.empty();
    }

    private Optional<JoinConfig> join(String alias, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, List.of("table", "where"));
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section join = opened.get();
        Kind kind =
                join.read("type", it -> it.oneOf(KINDS, List.of("interval"))).orElse(Kind.ASOF);
        Optional<String> stream = join.readRequired("stream", "recipes", this::stream);
        String on = join.read("on", this::on).orElse("key");
        Optional<Duration> within = join.read("within", it -> it.duration(MIN, MAX));
        Optional<Integer> rows = join.read("rows", it -> it.integer(1, MAX_ROWS));
        if (kind == Kind.LATEST) {
            for (String key : List.of("within", "rows")) {
                if (join.has(key)) {
                    join.problem(key, "is not for the type latest, which finds the last row of a key; remove it");
                }
            }
        }
        return join.failed()
                ? Optional.empty()
                : stream.map(it -> new JoinConfig(
                        alias, it, kind, on, within, kind == Kind.LATEST ? 1 : rows.orElse(DEFAULT_ROWS)));
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
