package io.weir.config.bind;

import io.weir.config.ByteSizes;
import io.weir.config.Durations;
import io.weir.config.Location;
import io.weir.config.Suggest;
import io.weir.config.yaml.Quote;
import io.weir.config.yaml.YamlNode;
import io.weir.model.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A value with its place and path. Each reading method gives the value, or reports what is wrong with it and gives
 * nothing.
 *
 * @param at where problems with the value as a whole are reported
 */
record Element(YamlNode node, Location at, String path, Problems problems) {
    static String join(String path, String key) {
        return Quote.path(path, key);
    }

    /** Reports, and gives nothing. */
    <T> Optional<T> problem(String message) {
        problems.add(at, path, message);
        return Optional.empty();
    }

    boolean isNull() {
        return node instanceof YamlNode.Scalar scalar && scalar.isNull();
    }

    boolean isText() {
        return node instanceof YamlNode.Scalar scalar && !scalar.isNull();
    }

    /** A single value that is there. {@code expected} completes "expected …". */
    Optional<YamlNode.Scalar> scalar(String expected) {
        if (node instanceof YamlNode.Scalar scalar && !scalar.isNull()) {
            return Optional.of(scalar);
        }
        return wrongType(expected);
    }

    private <T> Optional<T> wrongType(String expected) {
        if (node instanceof YamlNode.Broken) {
            return Optional.empty();
        }
        return problem((isNull() ? "has no value" : "is " + node.describe()) + "; expected " + expected);
    }

    /** Text that is not empty. */
    Optional<String> text(String expected) {
        Optional<YamlNode.Scalar> scalar = scalar(expected);
        if (scalar.isPresent() && scalar.get().text().isBlank()) {
            return problem("is empty; expected " + expected);
        }
        return scalar.map(YamlNode.Scalar::text);
    }

    /** The value as it may be shown: a variable stands there by its name. */
    String shown() {
        return node instanceof YamlNode.Scalar scalar ? Quote.of(scalar.written()) : node.describe();
    }

    Optional<Integer> integer(int min, int max) {
        String range = max == min + 1 ? min + " or " + max : "a whole number from " + min + " to " + max;
        Optional<String> text = text(range);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return Optional.of(value);
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        return problem("is " + shown() + "; expected " + range);
    }

    Optional<Duration> duration(Duration min, Duration max) {
        Optional<String> text = text("a duration with its unit, for example 500ms, 10s or 7d");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> duration = Durations.parse(text.get());
        if (duration.isEmpty()) {
            return problem("is " + shown()
                    + "; expected a duration with its unit (ns, us, ms, s, m, h, d), for example "
                    + example(text.get(), "s", "500ms, 10s or 7d") + UnitHints.duration(text.get(), isLiteral()));
        }
        if (duration.get().compareTo(min) < 0 || duration.get().compareTo(max) > 0) {
            return problem("is " + shown() + "; expected " + Durations.print(min) + " to " + Durations.print(max));
        }
        return duration;
    }

    Optional<ByteSize> size(ByteSize min, ByteSize max) {
        Optional<String> text = text("a size with its unit, for example 64MiB");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<ByteSize> size = ByteSizes.parse(text.get());
        if (size.isEmpty()) {
            return problem("is " + shown() + "; expected a size with its unit (B, KiB, MiB, GiB, TiB), for example "
                    + example(text.get(), "MiB", "512KiB, 64MiB or 10GiB") + UnitHints.size(text.get(), isLiteral()));
        }
        if (size.get().compareTo(min) < 0 || size.get().compareTo(max) > 0) {
            return problem("is " + shown() + "; expected " + ByteSizes.print(min) + " to " + ByteSizes.print(max));
        }
        return size;
    }

    /** For a bare number, that number with a unit. Not for a variable, whose value is not shown. */
    private String example(String text, String unit, String otherwise) {
        boolean bare = text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return bare && isLiteral() ? text + unit : otherwise;
    }

    /** Whether the value stands in the file as it is, without variables, so that parts of it may be shown. */
    boolean isLiteral() {
        return node instanceof YamlNode.Scalar scalar && scalar.text().equals(scalar.written());
    }

    /** One of the words that stand for the values of {@code choices}. {@code later} are known, but not yet supported. */
    <T> Optional<T> oneOf(Map<String, T> choices, List<String> later) {
        String expected = choices.size() == 1
                ? choices.keySet().iterator().next()
                : "one of " + String.join(", ", choices.keySet());
        Optional<String> text = text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String word = text.get();
        T choice = choices.get(word);
        if (choice != null) {
            return Optional.of(choice);
        }
        if (later.contains(word.toLowerCase(Locale.ROOT))) {
            return problem(
                    shown() + " is not supported by this version; supported: " + String.join(", ", choices.keySet()));
        }
        return problem("is " + shown() + "; expected " + expected + Suggest.hint(word, choices.keySet()));
    }

    /** {@code true} or {@code false}. */
    Optional<Boolean> bool() {
        Map<String, Boolean> words = new LinkedHashMap<>();
        words.put("true", true);
        words.put("false", false);
        return oneOf(words, List.of());
    }

    /** The items of a list. {@code example} is a whole list. */
    Optional<List<Element>> items(String example) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            return wrongType("a list, for example " + example);
        }
        List<Element> items = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            items.add(new Element(item, item.location(), path + "[" + items.size() + "]", problems));
        }
        return Optional.of(items);
    }

    /** The entries of a mapping by free keys; of no value, none. {@code expected} completes "a mapping…". */
    Optional<List<Entry>> entries(String expected) {
        if (isNull()) {
            return Optional.of(List.of());
        }
        if (!(node instanceof YamlNode.Mapping mapping)) {
            return wrongType("a mapping" + expected);
        }
        List<Entry> entries = new ArrayList<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            String entryPath = join(path, entry.key());
            entries.add(new Entry(
                    entry.key(), entry.location(), new Element(entry.value(), valuePlace(entry), entryPath, problems)));
        }
        return Optional.of(entries);
    }

    /** A mapping's problems are shown at its key, a value's at the value; where there is no value, at the key. */
    static Location valuePlace(YamlNode.Entry entry) {
        boolean nothing = entry.value() instanceof YamlNode.Scalar scalar && scalar.isNull();
        return nothing || entry.value() instanceof YamlNode.Mapping
                ? entry.location()
                : entry.value().location();
    }

    /**
     * A key and its value.
     *
     * @param keyLocation where the key stands
     */
    record Entry(String key, Location keyLocation, Element value) {}
}
