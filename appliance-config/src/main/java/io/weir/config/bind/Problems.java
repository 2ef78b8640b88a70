package io.weir.config.bind;

import io.weir.config.Location;
import io.weir.config.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Collects what is wrong. One thread. */
final class Problems {
    /** After so many nobody reads on, and looking for what was meant in a hostile file would take minutes. */
    static final int MAX = 1000;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Comparator<Problem> BY_PLACE = Comparator.comparingInt(
                    (Problem p) -> p.location().line())
            .thenComparingInt(p -> p.location().column());

    private final List<Problem> found = new ArrayList<>();

    /** Thrown with the problem after the last one that is kept; binding ends there. */
    static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("more than " + MAX + " problems", null, false, false);
        }
    }

    void add(Location location, String path, String message) {
        add(new Problem(location, path, CONTROL.matcher(message).replaceAll("?")));
    }

    void addAll(List<Problem> others) {
        others.forEach(this::add);
    }

    private void add(Problem problem) {
        if (found.size() >= MAX) {
            throw new TooMany();
        }
        found.add(problem);
    }

    /** In the order of the file. */
    List<Problem> sorted() {
        return found.stream().sorted(BY_PLACE).distinct().toList();
    }
}
