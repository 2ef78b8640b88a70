package io.weir.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A path of member names into a payload: {@code $.loc.line} is {@code [loc, line]}, {@code $['oil temp']} is
 * {@code [oil temp]}.
 *
 * @param names outermost first, at least one
 */
public record PayloadPath(List<String> names) {
    /** A regular expression: what a name is made of that needs no quotes. */
    public static final String PLAIN_NAME = "[^.\\[\\]{}'\"*\\s\\p{Cntrl}]+";

    public PayloadPath {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a payload path needs at least one name");
        }
    }

    @Override
    public String toString() {
        return names.stream()
                .map(name -> name.matches(PLAIN_NAME) ? "." + name : "['" + name + "']")
                .collect(Collectors.joining("", "$", ""));
    }
}
