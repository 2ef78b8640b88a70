package io.weir.config.bind;

import io.weir.config.AggregateConfig;
import io.weir.config.ColumnConfig;
import io.weir.config.Expression;
import io.weir.config.JoinConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.PipelineConfig.OnChange;
import io.weir.config.Suggest;
import io.weir.config.WindowConfig;
import io.weir.config.yaml.YamlNode;
import io.weir.model.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One entry of {@code pipelines}. */
final class PipelineBinder {
    private static final int MAX_AGGREGATES = 256;
    private static final int MOST_KEYS = 4_000_000;
    private static final int MOST_ROWS = 1 << 24;
    private static final List<String> KEYS = List.of(
            "input",
            "join",
            "let",
            "where",
            "group_by",
            "window",
            "aggregate",
            "select",
            "having",
            "max_keys",
            "max_state",
            "on_change",
            "journal");
    private static final List<String> LATER = List.of("inputs", "emit", "detect", "model", "steps");

    private static final Map<String, OnChange> ON_CHANGE = new LinkedHashMap<>();

    static {
        for (OnChange choice : OnChange.values()) {
            ON_CHANGE.put(choice.name().toLowerCase(Locale.ROOT), choice);
        }
    }

    private final Ids ids;

    PipelineBinder(Ids ids) {
        this.ids = ids;
    }

    Optional<PipelineConfig> bind(String id, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, LATER);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section pipeline = opened.get();
        Optional<String> input = pipeline.readRequired("input", "press", it -> input(id, it));
        List<JoinConfig> joins = pipeline.read("join", new JoinBinder(ids, input.orElse(""))::bind)
                .orElse(List.of());
        List<ColumnConfig> let = pipeline.read("let", it -> columns(it, List.of(), "{ temp_c: (temp - 32) / 1.8 }"))
                .orElse(List.of());
        Optional<Expression> where =
                pipeline.read("where", it -> expression(it, "a condition, for example temp > -40 and temp < 200"));
        List<String> groupBy =
                pipeline.read("group_by", it -> groupBy(it, input, let)).orElse(List.of("key"));
        Optional<WindowConfig> window =
                pipeline.readRequired("window", "{ type: tumbling, size: 1m }", WindowBinder::bind);
        Optional<List<AggregateConfig>> aggregates =
                pipeline.readRequired("aggregate", "{ n: count() }", it -> aggregates(it, groupBy));
        List<ColumnConfig> select = pipeline.read(
                        "select", it -> columns(it, groupBy, "{ range: temp_max - temp_min }"))
                .orElse(List.of());
        Optional<Expression> having =
                pipeline.read("having", it -> expression(it, "a condition on results, for example n > 10"));
        int maxKeys = pipeline.read("max_keys", it -> it.integer(1, MOST_KEYS)).orElse(PipelineConfig.DEFAULT_MAX_KEYS);
        ByteSize maxState =
                pipeline.size("max_state", PipelineConfig.DEFAULT_MAX_STATE, ByteSize.ofMiB(1), ByteSize.ofGiB(16));
        checkRows(pipeline, joins, maxKeys);
        OnChange onChange =
                pipeline.read("on_change", it -> it.oneOf(ON_CHANGE, List.of())).orElse(OnChange.REBUILD);
        String journal = pipeline.read("journal", ids::journal).orElse(Names.RESULTS);
        if (pipeline.failed() || input.isEmpty() || window.isEmpty() || aggregates.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PipelineConfig(
                id,
                input.get(),
                joins,
                let,
                where,
                groupBy,
                window.get(),
                aggregates.get(),
                select,
                having,
                maxKeys,
                maxState,
                onChange,
                journal));
    }

    private static void checkRows(Section pipeline, List<JoinConfig> joins, int maxKeys) {
        for (JoinConfig join : joins) {
            long rows = (long) maxKeys * (join.match() instanceof JoinConfig.Asof asof ? asof.rows() : 1);
            if (rows > MOST_ROWS) {
                pipeline.problem(
                        "join",
                        "remembers " + rows / maxKeys + " rows of '" + join.alias() + "' for each of " + maxKeys
                                + " keys (max_keys), " + rows + " together; expected at most " + MOST_ROWS);
            }
        }
    }

    private Optional<String> input(String pipeline, Element element) {
        Optional<String> id = element.text("the id of a stream or a pipeline");
        Set<String> inputs = new LinkedHashSet<>(ids.streamFields().keySet());
        if (!inputs.isEmpty()) {
            inputs.addAll(ids.pipelines());
            inputs.remove(pipeline);
        }
        return id.filter(it -> it.equals(pipeline) || Names.checkReference(element, it, "stream or pipeline", inputs));
    }

    /** {@code key} and fields of the input; where those are not known, any name passes. */
    private Optional<List<String>> groupBy(Element element, Optional<String> input, List<ColumnConfig> let) {
        Optional<Set<String>> fields =
                input.map(it -> ids.streamFields().getOrDefault(it, Set.of())).filter(it -> !it.isEmpty());
        return Lists.read(element, "[key, line]", true, item -> {
            Optional<String> name = item.text("key or the name of a field");
            if (name.isEmpty()
                    || fields.isEmpty()
                    || name.get().equals("key")
                    || let.stream().anyMatch(it -> it.name().equals(name.get()))
                    || fields.get().contains(name.get())) {
                return name;
            }
            List<String> known = new ArrayList<>(List.of("key"));
            known.addAll(fields.get());
            String hint = Suggest.hint(name.get(), known);
            return item.problem("stream '" + input.orElse("") + "' has no field " + item.shown()
                    + (hint.isEmpty() ? "; expected key or a field of it" : hint));
        });
    }

    /** Computed columns. {@code taken} are names that they cannot have, {@code example} is a whole mapping. */
    private static Optional<List<ColumnConfig>> columns(Element element, List<String> taken, String example) {
        Optional<List<Element.Entry>> entries = element.entries(", for example " + example);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        if (entries.get().size() > MAX_AGGREGATES) {
            return element.problem("has " + entries.get().size() + " columns; expected at most " + MAX_AGGREGATES);
        }
        List<ColumnConfig> columns = new ArrayList<>();
        for (Element.Entry entry : entries.get()) {
            boolean named = isColumn(entry, taken, element.problems());
            Optional<Expression> expression = expression(entry.value(), "an expression, for example temp * 1.8 + 32");
            if (named && expression.isPresent()) {
                columns.add(new ColumnConfig(entry.key(), expression.get()));
            }
        }
        return columns.size() == entries.get().size() ? Optional.of(columns) : Optional.empty();
    }

    private static boolean isColumn(Element.Entry entry, List<String> groupBy, Problems problems) {
        boolean named = Names.checkColumn(entry, problems);
        if (named && groupBy.contains(entry.key())) {
            problems.add(
                    entry.keyLocation(),
                    entry.value().path(),
                    "'" + entry.key() + "' is a column of group_by; choose another name");
            return false;
        }
        return named;
    }

    private static Optional<List<AggregateConfig>> aggregates(Element element, List<String> groupBy) {
        Optional<List<Element.Entry>> entries = element.entries(", for example { n: count(), temp_avg: avg(temp) }");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        if (entries.get().isEmpty() || entries.get().size() > MAX_AGGREGATES) {
            return element.problem("has " + entries.get().size() + " aggregates; expected 1 to " + MAX_AGGREGATES
                    + ", for example n: count()");
        }
        List<AggregateConfig> aggregates = new ArrayList<>();
        for (Element.Entry entry : entries.get()) {
            boolean named = isColumn(entry, groupBy, element.problems());
            Optional<Expression> call = expression(entry.value(), "an aggregate, for example avg(temp)");
            if (named && call.isPresent()) {
                aggregates.add(new AggregateConfig(entry.key(), call.get()));
            }
        }
        return aggregates.size() == entries.get().size() ? Optional.of(aggregates) : Optional.empty();
    }

    static Optional<Expression> expression(Element element, String expected) {
        if (element.text(expected).isEmpty() || !(element.node() instanceof YamlNode.Scalar scalar)) {
            return Optional.empty();
        }
        return Optional.of(new Expression(scalar.text().strip(), element.path(), scalar.content()));
    }
}
