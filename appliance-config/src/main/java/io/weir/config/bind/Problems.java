package io.weir.config.bind;

import io.weir.config.Location;
import io.weir.config.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong. One thread. */
final class Problems {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparingInt(
                    (Problem p) -> p.location().line())
            .thenComparingInt(p -> p.location().column());

    private final List<Problem> found = new ArrayList<>();

    void add(Location location, String path, String message) {
        found.add(new Problem(location, path, message));
    }

    void addAll(List<Problem> others) {
        found.addAll(others);
    }

    /** In the order of the file. */
    List<Problem> sorted() {
        return found.stream().sorted(BY_PLACE).distinct().toList();
    }
}
