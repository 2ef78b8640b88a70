package io.weir.processing.aggregate;

import io.weir.model.FieldType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The aggregates that there are, and what each can be computed of. */
enum AggregateFunction {
    COUNT("count()", FieldType.values()),
    SUM("sum(%s)", FieldType.DOUBLE, FieldType.LONG),
    AVG("avg(%s)", FieldType.DOUBLE, FieldType.LONG),
    MIN("min(%s)", FieldType.DOUBLE, FieldType.LONG, FieldType.TIMESTAMP),
    MAX("max(%s)", FieldType.DOUBLE, FieldType.LONG, FieldType.TIMESTAMP),
    FIRST("first(%s)", FieldType.values()),
    LAST("last(%s)", FieldType.values()),
    DELTA("delta(%s)", FieldType.DOUBLE, FieldType.LONG),
    ARG_MIN("arg_min(%s, temp)", FieldType.values()),
    ARG_MAX("arg_max(%s, temp)", FieldType.values()),
    STDDEV("stddev(%s)", FieldType.DOUBLE, FieldType.LONG),
    VARIANCE("variance(%s)", FieldType.DOUBLE, FieldType.LONG),
    SLOPE("slope(%s)", FieldType.DOUBLE, FieldType.LONG),
    MEDIAN("median(%s)", FieldType.DOUBLE, FieldType.LONG),
    PERCENTILE("percentile(%s, 99)", FieldType.DOUBLE, FieldType.LONG);

    private final String example;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<FieldType> types;

    AggregateFunction(String example, FieldType... types) {
        this.example = example;
        this.types = Set.of(types);
    }

    /** As written in a call. */
    String callName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A call of it that is right. */
    String example(String field) {
        return String.format(Locale.ROOT, example, field);
    }

    /** Whether it can be computed of values of a type. */
    boolean takes(FieldType type) {
        return types.contains(type);
    }

    /** The types that it can be computed of, for a message. */
    String typesText() {
        return Arrays.stream(FieldType.values())
                .filter(types::contains)
                .map(FieldType::configName)
                .reduce((a, b) -> a + " or " + b)
                .orElse("");
    }

    static Optional<AggregateFunction> ofName(String name) {
        return Arrays.stream(values()).filter(f -> f.callName().equals(name)).findFirst();
    }

    static List<String> callNames() {
        return Arrays.stream(values()).map(AggregateFunction::callName).toList();
    }

    /** The aggregates that a type has, for a message. */
    static String possible(FieldType type) {
        return Arrays.stream(values())
                .filter(f -> f.takes(type))
                .map(AggregateFunction::callName)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }
}
