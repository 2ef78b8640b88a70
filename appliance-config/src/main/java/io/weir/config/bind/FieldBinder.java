package io.weir.config.bind;

import io.weir.config.FieldConfig;
import io.weir.config.PayloadPath;
import io.weir.config.Suggest;
import io.weir.config.TimePattern;
import io.weir.config.TimeUnitConfig;
import io.weir.config.ValueOrigin;
import io.weir.config.yaml.Quote;
import io.weir.config.yaml.YamlNode;
import io.weir.model.FieldType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One entry of a stream's {@code fields}: {@code temp: double} or a mapping. */
final class FieldBinder {
    static final TimeUnitConfig DEFAULT_UNIT = TimeUnitConfig.MS;

    private static final List<String> KEYS = List.of("path", "type", "unit", "pattern", "zone", "topic", "property");
    private static final List<String> LATER = List.of("default", "scale", "required", "min", "max", "nullable");
    private static final List<String> TYPES =
            Arrays.stream(FieldType.values()).map(FieldType::configName).toList();

    /** What other systems call our types. */
    private static final Map<String, FieldType> SYNONYMS = Map.ofEntries(
            Map.entry("int", FieldType.LONG),
            Map.entry("int32", FieldType.LONG),
            Map.entry("int64", FieldType.LONG),
            Map.entry("integer", FieldType.LONG),
            Map.entry("bigint", FieldType.LONG),
            Map.entry("float", FieldType.DOUBLE),
            Map.entry("float64", FieldType.DOUBLE),
            Map.entry("number", FieldType.DOUBLE),
            Map.entry("real", FieldType.DOUBLE),
            Map.entry("text", FieldType.STRING),
            Map.entry("varchar", FieldType.STRING),
            Map.entry("date", FieldType.TIMESTAMP),
            Map.entry("datetime", FieldType.TIMESTAMP),
            Map.entry("time", FieldType.TIMESTAMP));

    private FieldBinder() {}

    static Optional<FieldConfig> bind(Element.Entry entry) {
        Element element = entry.value();
        String name = entry.key();
        if (!(element.node() instanceof YamlNode.Mapping)) {
            return type(element)
                    .map(type -> new FieldConfig(
                            name, type, new ValueOrigin.Payload(new PayloadPath(List.of(name))), DEFAULT_UNIT));
        }
        return Section.open(element, KEYS, LATER).flatMap(field -> bind(name, field));
    }

    private static Optional<FieldConfig> bind(String name, Section field) {
        boolean fromTopic = field.has("topic");
        boolean fromProperty = field.has("property");
        Optional<FieldType> type = fromTopic || fromProperty
                ? Optional.of(field.read("type", FieldBinder::type).orElse(FieldType.STRING))
                : field.readRequired("type", "double", FieldBinder::type);
        Optional<PayloadPath> path = field.read("path", Templates::path);
        Optional<ValueOrigin> topic = field.read("topic", FieldBinder::topic);
        Optional<ValueOrigin> property = field.read("property", FieldBinder::property);
        Optional<TimeUnitConfig> unit = field.read("unit", FieldBinder::unit);
        Optional<TimePattern> pattern = TimeBinder.pattern(field);
        for (String key : List.of("topic", "property")) {
            if (field.has(key) && field.has("path")) {
                field.problem(key, "path is given too; a value comes from one of them: keep one");
            }
        }
        if (fromTopic && fromProperty) {
            field.problem("property", "topic is given too; a value comes from one of them: keep one");
        }
        if (fromTopic && type.isPresent() && type.get() != FieldType.STRING) {
            field.problem("type", "is '" + type.get().configName() + "'; a part of the topic is text: expected string");
        }
        for (String key : List.of("unit", "pattern")) {
            if (field.has(key) && type.isPresent() && type.get() != FieldType.TIMESTAMP) {
                field.problem(
                        key,
                        "is only for the type timestamp, not for " + type.get().configName() + "; remove it");
            }
        }
        if (field.failed() || type.isEmpty()) {
            return Optional.empty();
        }
        ValueOrigin origin = topic.or(() -> property)
                .orElseGet(() -> new ValueOrigin.Payload(path.orElseGet(() -> new PayloadPath(List.of(name)))));
        return Optional.of(new FieldConfig(name, type.get(), origin, unit.orElse(DEFAULT_UNIT), pattern));
    }

    private static Optional<ValueOrigin> topic(Element element) {
        String expected = "the number of a topic level, counted from 0, or full for the whole topic";
        Optional<String> text = element.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().equals("full")) {
            return Optional.of(new ValueOrigin.Topic());
        }
        if (!text.get().matches("[0-9]{1,3}") || Integer.parseInt(text.get()) > Templates.MAX_TOPIC_LEVEL) {
            return element.problem("is " + element.shown() + "; expected " + expected);
        }
        return Optional.of(new ValueOrigin.TopicLevel(Integer.parseInt(text.get())));
    }

    private static Optional<ValueOrigin> property(Element element) {
        String expected = "the name of an MQTT 5 user property or a Kafka header, for example site";
        Optional<String> name = element.text(expected);
        if (name.isPresent() && name.get().isEmpty()) {
            return element.problem("is empty; expected " + expected);
        }
        return name.map(ValueOrigin.Property::new);
    }

    static Optional<TimeUnitConfig> unit(Element element) {
        Map<String, TimeUnitConfig> units = new LinkedHashMap<>();
        for (TimeUnitConfig unit : TimeUnitConfig.values()) {
            units.put(unit.name().toLowerCase(Locale.ROOT), unit);
        }
        return element.oneOf(units, List.of());
    }

    private static Optional<FieldType> type(Element element) {
        String expected = "one of " + String.join(", ", TYPES);
        Optional<String> text = element.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<FieldType> type = FieldType.ofConfigName(text.get());
        if (type.isPresent()) {
            return type;
        }
        FieldType synonym = SYNONYMS.get(text.get().toLowerCase(Locale.ROOT));
        String hint = synonym != null
                ? "; did you mean '" + synonym.configName() + "'?"
                : text.get().startsWith("$.") && element.isLiteral()
                        ? "; a path goes with its type: { path: " + Quote.plain(text.get()) + ", type: double }"
                        : Suggest.hint(text.get(), TYPES);
        return element.problem("is " + element.shown() + "; expected " + expected + hint);
    }
}
