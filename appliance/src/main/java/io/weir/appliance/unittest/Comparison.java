package io.weir.appliance.unittest;

import io.weir.appliance.rows.Values;
import io.weir.config.unittest.ExpectedRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays the rows that came beside those that were expected, both in their order, so that as little as possible differs. */
final class Comparison {
    /** Beyond so many pairs the rows are laid side by side as they are. */
    private static final long MAX_PAIRS = 4_000_000;

    private final List<ExpectedRow> expected;
    private final List<Map<String, @Nullable Object>> actual;
    private final double tolerance;

    /**
     * A row that was expected, that came, or both.
     *
     * @param expected null: it came and was not expected
     * @param actual null: it was expected and is missing
     * @param differing columns whose values are not the expected ones, where both are there
     */
    record Line(@Nullable ExpectedRow expected, @Nullable Map<String, @Nullable Object> actual, Set<String> differing) {
        boolean isRight() {
            return expected != null && actual != null && differing.isEmpty();
        }
    }

    private Comparison(List<ExpectedRow> expected, List<Map<String, @Nullable Object>> actual, double tolerance) {
        this.expected = expected;
        this.actual = actual;
        this.tolerance = tolerance;
    }

    static List<Line> of(List<ExpectedRow> expected, List<Map<String, @Nullable Object>> actual, double tolerance) {
        return new Comparison(expected, actual, tolerance).lines();
    }

    private List<Line> lines() {
        boolean many = (expected.size() + 1L) * (actual.size() + 1L) > MAX_PAIRS;
        double[][] costs = many ? new double[0][] : costs();
        List<Line> lines = new ArrayList<>();
        int e = 0;
        int a = 0;
        while (e < expected.size() || a < actual.size()) {
            boolean both = e < expected.size() && a < actual.size();
            if (both && (many || costs[e][a] == costs[e + 1][a + 1] + pair(e, a))) {
                lines.add(new Line(expected.get(e), actual.get(a), differing(e++, a++)));
            } else if (e < expected.size() && (!both || costs[e][a] == costs[e + 1][a] + 1)) {
                lines.add(new Line(expected.get(e++), null, Set.of()));
            } else {
                lines.add(new Line(null, actual.get(a++), Set.of()));
            }
        }
        return lines;
    }

    /** An edit distance: what it costs to make the expected rows from {@code e} on of those that came from {@code a} on. */
    private double[][] costs() {
        double[][] costs = new double[expected.size() + 1][actual.size() + 1];
        for (int e = expected.size(); e >= 0; e--) {
            for (int a = actual.size(); a >= 0; a--) {
                if (e == expected.size() || a == actual.size()) {
                    costs[e][a] = expected.size() - e + actual.size() - a;
                } else {
                    costs[e][a] =
                            Math.min(costs[e + 1][a + 1] + pair(e, a), 1 + Math.min(costs[e + 1][a], costs[e][a + 1]));
                }
            }
        }
        return costs;
    }

    /** A row with other values costs from 1 to 2, as much as one that is missing and one too many. */
    private double pair(int e, int a) {
        int differing = differing(e, a).size();
        return differing == 0
                ? 0
                : 1 + (double) differing / expected.get(e).values().size();
    }

    private Set<String> differing(int e, int a) {
        Set<String> differing = new LinkedHashSet<>();
        expected.get(e).values().forEach((column, value) -> {
            if (!Values.equal(value, actual.get(a).get(column), tolerance)) {
                differing.add(column);
            }
        });
        return differing;
    }
}
