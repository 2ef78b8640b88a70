package io.weir.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A path of member names into a payload: {@code $.loc.line} is {@code [loc, line]}.
 *
 * @param names outermost first, at least one
 */
public record PayloadPath(List<String> names) {
    public PayloadPath {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a payload path needs at least one name");
        }
    }

    @Override
    public String toString() {
        return names.stream().collect(Collectors.joining(".", "$.", ""));
    }
}
