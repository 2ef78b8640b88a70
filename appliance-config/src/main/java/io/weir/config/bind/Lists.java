package io.weir.config.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Lists of single values. */
final class Lists {
    private Lists() {}

    /**
     * A list whose items are all different.
     *
     * @param example a whole list, for messages
     * @param empty whether it may have no items
     * @param reader reads an item, and reports what is wrong with it
     */
    static <T> Optional<List<T>> read(
            Element element, String example, boolean empty, Function<Element, Optional<T>> reader) {
        Optional<List<Element>> items = element.items(example);
        if (items.isEmpty()) {
            return Optional.empty();
        }
        if (items.get().isEmpty() && !empty) {
            return element.problem("is an empty list; expected at least one item, for example " + example);
        }
        List<Element> good = new ArrayList<>();
        List<T> values = new ArrayList<>();
        for (Element item : items.get()) {
            reader.apply(item).ifPresent(value -> {
                good.add(item);
                values.add(value);
            });
        }
        boolean unique =
                Names.checkUnique(good, values.stream().map(Object::toString).toList());
        return unique && values.size() == items.get().size() ? Optional.of(values) : Optional.empty();
    }
}
