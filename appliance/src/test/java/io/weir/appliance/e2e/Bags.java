package io.weir.appliance.e2e;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what has no order, in one pass: AssertJ's comparison takes minutes for as many as are sent here. */
final class Bags {
    private static final int SHOWN = 10;

    private Bags() {}

    /** Fails unless both have the same elements, each as often. */
    static <T> void assertSame(String what, Collection<T> actual, Collection<T> expected) {
        Map<T, Integer> balance = new LinkedHashMap<>();
        actual.forEach(element -> balance.merge(element, 1, Integer::sum));
        expected.forEach(element -> balance.merge(element, -1, Integer::sum));
        balance.values().removeIf(count -> count == 0);
        if (!balance.isEmpty()) {
            throw new AssertionError(
                    what + ": " + actual.size() + " are there, " + expected.size() + " expected; missing "
                            + some(balance.entrySet().stream().filter(it -> it.getValue() < 0)) + "; too many "
                            + some(balance.entrySet().stream().filter(it -> it.getValue() > 0)));
        }
    }

    private static <T> String some(Stream<Map.Entry<T, Integer>> differences) {
        return differences
                .limit(SHOWN)
                .map(it -> it.getKey().toString())
                .collect(Collectors.joining(", ", "[", ", …]"));
    }
}
