package io.weir.processing.aggregate;

import io.weir.model.FieldType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The aggregates that there are, what each is given, and what each can be computed of. */
enum AggregateFunction {
    COUNT(Signature.OPTIONAL, "count() or count(%s)", FieldType.values()),
    COUNT_DISTINCT(Signature.FIELD, "count_distinct(%s)", FieldType.values()),
    SUM(Signature.FIELD, "sum(%s)", FieldType.DOUBLE, FieldType.LONG),
    AVG(Signature.FIELD, "avg(%s)", FieldType.DOUBLE, FieldType.LONG),
    MIN(Signature.FIELD, "min(%s)", FieldType.DOUBLE, FieldType.LONG, FieldType.TIMESTAMP),
    MAX(Signature.FIELD, "max(%s)", FieldType.DOUBLE, FieldType.LONG, FieldType.TIMESTAMP),
    FIRST(Signature.FIELD, "first(%s)", FieldType.values()),
    LAST(Signature.FIELD, "last(%s)", FieldType.values()),
    DELTA(Signature.FIELD, "delta(%s)", FieldType.DOUBLE, FieldType.LONG),
    INCREASE(Signature.FIELD, "increase(%s)", FieldType.DOUBLE, FieldType.LONG),
    RATE(Signature.FIELD, "rate(%s)", FieldType.DOUBLE, FieldType.LONG),
    ARG_MIN(Signature.TWO_FIELDS, "arg_min(%s, temp)", FieldType.values()),
    ARG_MAX(Signature.TWO_FIELDS, "arg_max(%s, temp)", FieldType.values()),
    STDDEV(Signature.FIELD, "stddev(%s)", FieldType.DOUBLE, FieldType.LONG),
    VARIANCE(Signature.FIELD, "variance(%s)", FieldType.DOUBLE, FieldType.LONG),
    SLOPE(Signature.FIELD, "slope(%s)", FieldType.DOUBLE, FieldType.LONG),
    INTEGRAL(Signature.FIELD, "integral(%s)", FieldType.DOUBLE, FieldType.LONG),
    TIME_WEIGHTED_AVG(Signature.FIELD, "time_weighted_avg(%s)", FieldType.DOUBLE, FieldType.LONG),
    EWMA(
            Signature.numbers("a field and a time constant in seconds", Parameter.above("time constant", 0)),
            "ewma(%s, 30)",
            FieldType.DOUBLE,
            FieldType.LONG),
    GAP(Signature.OPTIONAL, "gap() or gap(%s)", FieldType.values()),
    MEDIAN(Signature.EXACTLY, "median(%s)", FieldType.DOUBLE, FieldType.LONG),
    PERCENTILE(
            Signature.exactly("a field and a number from 0 to 100", Parameter.number("percentile", 0, 100)),
            "percentile(%s, 99)",
            FieldType.DOUBLE,
            FieldType.LONG),
    MODE(Signature.FIELD, "mode(%s)", FieldType.values()),
    TOP_K(
            Signature.numbers("a field and how many values", Parameter.whole("number of values", 1, 100)),
            "top_k(%s, 3)",
            FieldType.values()),
    HISTOGRAM(
            Signature.numbers(
                    "a field, where its ranges begin and end, and how many there are",
                    Parameter.number("begin of the ranges", -Double.MAX_VALUE, Double.MAX_VALUE),
                    Parameter.number("end of the ranges", -Double.MAX_VALUE, Double.MAX_VALUE),
                    Parameter.whole("number of ranges", 1, 100)),
            "histogram(%s, 0, 100, 10)",
            FieldType.DOUBLE,
            FieldType.LONG),
    COLLECT(
            Signature.numbers("a field and how many values", Parameter.whole("number of values", 1, 1000)),
            "collect(%s, 10)",
            FieldType.values());

    @SuppressWarnings("ImmutableEnumChecker") // a record of immutable things
    private final Signature signature;

    private final String example;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<FieldType> types;

    AggregateFunction(Signature signature, String example, FieldType... types) {
        this.signature = signature;
        this.example = example;
        this.types = Set.of(types);
    }

    Signature signature() {
        return signature;
    }

    /** As written in a call. */
    String callName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A call of it that is right, or two. */
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
