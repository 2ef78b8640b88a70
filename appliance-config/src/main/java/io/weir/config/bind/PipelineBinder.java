package io.weir.config.bind;

import io.weir.config.AggregateConfig;
import io.weir.config.Expression;
import io.weir.config.PipelineConfig;
import io.weir.config.PipelineConfig.OnChange;
import io.weir.config.Suggest;
import io.weir.config.WindowConfig;
import io.weir.config.yaml.YamlNode;
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
    private static final List<String> KEYS =
            List.of("input", "where", "group_by", "window", "aggregate", "having", "on_change", "journal");
    private static final List<String> LATER =
            List.of("inputs", "join", "select", "emit", "max_keys", "detect", "model", "steps");

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
        Optional<Expression> where =
                pipeline.read("where", it -> expression(it, "a condition, for example temp > -40 and temp < 200"));
        List<String> groupBy =
                pipeline.read("group_by", it -> groupBy(it, input)).orElse(List.of("key"));
        Optional<WindowConfig> window =
                pipeline.readRequired("window", "{ type: tumbling, size: 1m }", WindowBinder::bind);
        Optional<List<AggregateConfig>> aggregates =
                pipeline.readRequired("aggregate", "{ n: count() }", it -> aggregates(it, groupBy));
        Optional<Expression> having =
                pipeline.read("having", it -> expression(it, "a condition on results, for example n > 10"));
        OnChange onChange =
                pipeline.read("on_change", it -> it.oneOf(ON_CHANGE, List.of())).orElse(OnChange.REBUILD);
        String journal = pipeline.read("journal", ids::journal).orElse(Names.RESULTS);
        if (pipeline.failed() || input.isEmpty() || window.isEmpty() || aggregates.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PipelineConfig(
                id, input.get(), where, groupBy, window.get(), aggregates.get(), having, onChange, journal));
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
    private Optional<List<String>> groupBy(Element element, Optional<String> input) {
        Optional<Set<String>> fields =
                input.map(it -> ids.streamFields().getOrDefault(it, Set.of())).filter(it -> !it.isEmpty());
        return Lists.read(element, "[key, line]", true, item -> {
            Optional<String> name = item.text("key or the name of a field");
            if (name.isEmpty()
                    || fields.isEmpty()
                    || name.get().equals("key")
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
            boolean named = Names.checkColumn(entry, element.problems());
            if (named && groupBy.contains(entry.key())) {
                named = false;
                element.problems()
                        .add(
                                entry.keyLocation(),
                                entry.value().path(),
                                "'" + entry.key() + "' is a column of group_by; choose another name");
            }
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
