package io.weir.config.bind;

import io.weir.config.Durations;
import io.weir.config.yaml.YamlNode;
import io.weir.model.EventTime;
import io.weir.model.FieldType;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Values of rows in unit tests, by the types of their columns. */
final class TestValues {
    private static final String TIME = "a time as 2026-11-22T10:00:01Z";
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");
    private static final Map<String, Double> SPECIAL =
            Map.of(".nan", Double.NaN, ".inf", Double.POSITIVE_INFINITY, "-.inf", Double.NEGATIVE_INFINITY);

    private TestValues() {}

    /** What a column of a result may be. */
    static Optional<Object> expected(Element element, FieldType type) {
        Optional<String> text = type == FieldType.DOUBLE ? written(element) : Optional.empty();
        Double special = SPECIAL.get(text.orElse(""));
        return special == null ? value(element, type) : Optional.of(special);
    }

    private static Optional<String> written(Element element) {
        return element.node() instanceof YamlNode.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
    }

    /** What a field of a row may be. */
    static Optional<Object> value(Element element, FieldType type) {
        return switch (type) {
            case DOUBLE -> number(element).map(it -> it);
            case LONG -> whole(element).map(it -> it);
            case BOOL -> element.bool().map(it -> it);
            case STRING -> text(element).map(it -> it);
            case TIMESTAMP -> time(element, OptionalLong.empty(), "").map(it -> it);
        };
    }

    /** A text, which may be empty. */
    static Optional<String> text(Element element) {
        return element.scalar("a text").map(YamlNode.Scalar::text);
    }

    private static Optional<Double> number(Element element) {
        Optional<String> text = element.text("a number");
        if (text.isPresent() && NUMBER.matcher(text.get()).matches()) {
            double value = Double.parseDouble(text.get());
            if (Double.isFinite(value)) {
                return Optional.of(value);
            }
        }
        return text.isEmpty() ? Optional.empty() : element.problem("is " + element.shown() + "; expected a number");
    }

    private static Optional<Long> whole(Element element) {
        Optional<String> text = element.text("a whole number");
        try {
            return text.map(Long::valueOf);
        } catch (NumberFormatException e) {
            return element.problem("is " + element.shown() + "; expected a whole number");
        }
    }

    static Optional<Double> tolerance(Element element) {
        Optional<Double> value = number(element);
        return value.isPresent() && value.get() < 0
                ? element.problem("is " + element.shown() + "; expected 0 or more, for example 1e-9")
                : value;
    }

    /**
     * Epoch nanoseconds.
     *
     * @param before what {@code +1s} is added to; empty: there is nothing
     * @param what is added to: {@code the row before}; empty if a time is never relative here
     */
    static Optional<Long> time(Element element, OptionalLong before, String what) {
        String expected = what.isEmpty() ? TIME : TIME + ", or +1s after " + what;
        Optional<String> text = element.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Duration> shift = what.isEmpty() ? Optional.empty() : shift(text.get());
            if (shift.isEmpty()) {
                return Optional.of(EventTime.parseIso(text.get()));
            }
            return before.isPresent()
                    ? Optional.of(Math.addExact(before.getAsLong(), shift.get().toNanos()))
                    : element.problem("is " + element.shown() + ", and there is nothing before it; expected " + TIME);
        } catch (DateTimeException | ArithmeticException e) {
            return element.problem("is " + element.shown() + "; expected " + expected);
        }
    }

    private static Optional<Duration> shift(String text) {
        if (text.startsWith("+")) {
            return Durations.parse(text.substring(1));
        }
        return text.startsWith("-") ? Durations.parse(text.substring(1)).map(Duration::negated) : Optional.empty();
    }
}
