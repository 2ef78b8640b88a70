package io.weir.config.bind;

import io.weir.config.Location;
import io.weir.config.Suggest;
import io.weir.config.yaml.Quote;
import io.weir.model.ByteSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A mapping with a fixed set of keys. Each reading method gives the value, or the given default where the key is left
 * out; after a problem it gives the default too, and {@link #failed} says so: no record may then be made of this
 * section. One thread.
 */
final class Section {
    private final Element element;
    private final Map<String, Element> values = new HashMap<>();
    private final Set<String> mistyped = new HashSet<>();
    private boolean failed;

    private Section(Element element) {
        this.element = element;
    }

    /**
     * Opens a mapping and reports every key that it may not have.
     *
     * @param known the keys that it may have
     * @param later keys that a later version will know
     */
    static Optional<Section> open(Element element, List<String> known, List<String> later) {
        Optional<List<Element.Entry>> entries = element.entries(" with the keys " + String.join(", ", known));
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Section section = new Section(element);
        for (Element.Entry entry : entries.get()) {
            if (known.contains(entry.key())) {
                section.values.put(entry.key(), entry.value());
            } else {
                section.refuse(entry, known, later);
            }
        }
        return Optional.of(section);
    }

    /** A section in which every key is left out, in place of a single value. */
    static Section empty(Element element) {
        return new Section(element);
    }

    private void refuse(Element.Entry entry, List<String> known, List<String> later) {
        String name = Quote.of(entry.key());
        String message;
        if (later.contains(entry.key())) {
            message = name + " is not supported by this version; supported keys: " + String.join(", ", known);
        } else {
            Optional<String> near = Suggest.nearest(entry.key(), known);
            near.ifPresent(mistyped::add);
            message = "unknown key " + name
                    + near.map(it -> "; did you mean '" + it + "'?")
                            .orElse("; known keys: " + String.join(", ", known));
        }
        problem(entry.keyLocation(), entry.value().path(), message);
    }

    boolean failed() {
        return failed;
    }

    /** Remembers that a problem below this section was reported. */
    void fail() {
        failed = true;
    }

    Location at() {
        return element.at();
    }

    /** Reports a problem of the section as a whole. */
    void problem(String message) {
        problem(element.at(), element.path(), message);
    }

    /** Reports a problem with the value of a key; where the key is left out, with the section. */
    void problem(String key, String message) {
        Element value = values.get(key);
        problem(value == null ? element.at() : value.at(), Element.join(element.path(), key), message);
    }

    private void problem(Location location, String path, String message) {
        element.problems().add(location, path, message);
        failed = true;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<Element> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The value of a key that must be there. That a key is missing is not said where a mistyped one seems to mean it. */
    Optional<Element> required(String key, String example) {
        Element value = values.get(key);
        if (value == null && !mistyped.contains(key)) {
            problem(key, "is missing; for example " + key + ": " + example);
        }
        return Optional.ofNullable(value);
    }

    /** Reads a key with a method that reports its own problems. */
    <T> Optional<T> read(String key, Function<Element, Optional<T>> reader) {
        Optional<Element> value = get(key);
        Optional<T> result = value.flatMap(reader);
        if (value.isPresent() && result.isEmpty()) {
            failed = true;
        }
        return result;
    }

    /** As {@link #read}, for a key that must be there. */
    <T> Optional<T> readRequired(String key, String example, Function<Element, Optional<T>> reader) {
        return required(key, example).isPresent() ? read(key, reader) : Optional.empty();
    }

    Duration duration(String key, Duration fallback, Duration min, Duration max) {
        return read(key, it -> it.duration(min, max)).orElse(fallback);
    }

    ByteSize size(String key, ByteSize fallback, ByteSize min, ByteSize max) {
        return read(key, it -> it.size(min, max)).orElse(fallback);
    }

    int integer(String key, int fallback, int min, int max) {
        return read(key, it -> it.integer(min, max)).orElse(fallback);
    }

    Optional<String> text(String key, String expected) {
        return read(key, it -> it.text(expected));
    }
}
