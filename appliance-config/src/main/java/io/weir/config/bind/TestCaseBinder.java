package io.weir.config.bind;

import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.config.unittest.ExpectedRow;
import io.weir.config.unittest.OutputColumns;
import io.weir.config.unittest.TestCase;
import io.weir.config.unittest.TestInput;
import io.weir.config.yaml.YamlNode;
import io.weir.model.DeadLetters;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One unit test. */
final class TestCaseBinder {
    private static final List<String> KEYS = List.of("name", "input", "expect", "tolerance", "close");
    private static final double TOLERANCE = 1e-9;

    private final Map<String, StreamConfig> streams;
    /** By output, the columns that can be expected. */
    private final Map<String, Map<String, FieldType>> outputs = new LinkedHashMap<>();

    TestCaseBinder(WeirConfig config, List<Schema> results) {
        streams = config.streams();
        results.forEach(this::output);
        streams.values().forEach(it -> output(it.schema()));
        output(DeadLetters.SCHEMA);
    }

    private void output(Schema schema) {
        outputs.put(schema.name(), OutputColumns.of(schema));
    }

    Optional<TestCase> bind(Element element) {
        Optional<Section> opened = Section.open(element, KEYS, List.of());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section test = opened.get();
        Optional<String> name =
                test.readRequired("name", "a late row revises its window", it -> it.text("what the test is about"));
        Optional<Map<String, List<TestInput>>> input = test.readRequired(
                "input",
                "{ press: [{ time: 2026-11-22T10:00:01Z, key: p7, temp: 21.5 }] }",
                it -> each(it, "stream", streams.keySet(), this::input));
        Optional<Map<String, TestCase.Expected>> expect = test.readRequired(
                "expect",
                "{ press_1m: [{ key: p7, n: 1 }] }",
                it -> each(it, "stream or pipeline", outputs.keySet(), this::expected));
        double tolerance = test.read("tolerance", TestValues::tolerance).orElse(TOLERANCE);
        boolean close = test.read("close", Element::bool).orElse(true);
        return test.failed() || name.isEmpty() || input.isEmpty() || expect.isEmpty()
                ? Optional.empty()
                : Optional.of(new TestCase(name.get(), element.at(), input.get(), expect.get(), tolerance, close));
    }

    private Optional<List<TestInput>> input(String stream, Element element) {
        return Optional.ofNullable(streams.get(stream)).flatMap(it -> new TestInputBinder(it).bind(element));
    }

    /** Entries by ids that are defined, at least one. */
    private static <T> Optional<Map<String, T>> each(
            Element element, String what, Collection<String> known, BiFunction<String, Element, Optional<T>> binder) {
        Optional<List<Element.Entry>> entries = element.entries(" by " + what);
        if (entries.isPresent() && entries.get().isEmpty()) {
            return element.problem("is empty; name at least one " + what + ": " + String.join(", ", known));
        }
        Map<String, T> bound = new LinkedHashMap<>();
        for (Element.Entry entry : entries.orElse(List.of())) {
            YamlNode key =
                    new YamlNode.Scalar(entry.keyLocation(), entry.keyLocation(), entry.key(), entry.key(), true);
            Element name = new Element(key, entry.keyLocation(), entry.value().path(), element.problems());
            if (Names.checkReference(name, entry.key(), what, known)) {
                binder.apply(entry.key(), entry.value()).ifPresent(it -> bound.put(entry.key(), it));
            }
        }
        return entries.filter(it -> it.size() == bound.size()).map(it -> bound);
    }

    private Optional<TestCase.Expected> expected(String output, Element element) {
        Map<String, FieldType> columns = outputs.getOrDefault(output, Map.of());
        List<ExpectedRow> rows = new ArrayList<>();
        Optional<List<Element>> items = element.items("[{ key: p7, n: 2 }], or [] for none");
        for (Element item : items.orElse(List.of())) {
            row(item, columns).ifPresent(rows::add);
        }
        return items.filter(it -> it.size() == rows.size()).map(it -> new TestCase.Expected(element.at(), rows));
    }

    private static Optional<ExpectedRow> row(Element element, Map<String, FieldType> columns) {
        Optional<Section> opened = Section.open(element, List.copyOf(columns.keySet()), List.of());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section row = opened.get();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        columns.forEach((name, type) -> {
            if (row.get(name).filter(Element::isNull).isPresent()) {
                values.put(name, null);
            } else {
                row.read(name, it -> TestValues.expected(it, type)).ifPresent(it -> values.put(name, it));
            }
        });
        if (values.isEmpty() && !row.failed()) {
            row.problem("names no column; expected at least one of " + String.join(", ", columns.keySet()));
        }
        return row.failed() ? Optional.empty() : Optional.of(new ExpectedRow(element.at(), values));
    }
}
