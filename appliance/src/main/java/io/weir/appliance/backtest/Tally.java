package io.weir.appliance.backtest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What a backtest of one pipeline has found so far, in bounded memory. Not thread-safe. */
public final class Tally {
    /** So many differences, and groups with differences, are kept for each list. */
    static final int KEPT = 10;

    private static final int MAX_GROUPS = 10_000;

    private long equal;
    private long differing;
    private long onlyRecorded;
    private long onlyComputed;
    private final List<Difference> first = new ArrayList<>();
    private final PriorityQueue<Difference> largest = new PriorityQueue<>(Comparator.comparingDouble(Difference::size));
    private final Map<List<@Nullable Object>, Long> byGroup = new HashMap<>();

    void equal() {
        equal++;
    }

    void differs(Difference difference) {
        if (difference.recorded() == null) {
            onlyComputed++;
        } else if (difference.computed() == null) {
            onlyRecorded++;
        } else {
            differing++;
            largest.add(difference);
            if (largest.size() > KEPT) {
                largest.remove();
            }
        }
        first.add(difference);
        if (first.size() > 2 * KEPT) {
            shorten();
        }
        List<@Nullable Object> group = difference.window().group();
        if (byGroup.size() < MAX_GROUPS || byGroup.containsKey(group)) {
            byGroup.merge(group, 1L, Long::sum);
        }
    }

    private void shorten() {
        first.sort(Comparator.comparingLong(it -> it.window().endNanos()));
        first.subList(Math.min(KEPT, first.size()), first.size()).clear();
    }

    /** Windows whose last results are the same. */
    public long equalWindows() {
        return equal;
    }

    /** Windows whose last results are not the same. */
    public long differingWindows() {
        return differing;
    }

    /** Windows of which no result was computed. */
    public long onlyRecorded() {
        return onlyRecorded;
    }

    /** Windows of which no result is recorded. */
    public long onlyComputed() {
        return onlyComputed;
    }

    /** Whether every window is equal. */
    public boolean isEqual() {
        return differing == 0 && onlyRecorded == 0 && onlyComputed == 0;
    }

    /** The first differences by the ends of their windows. */
    public List<Difference> first() {
        shorten();
        return List.copyOf(first);
    }

    /** The largest differences of numbers in relation to them, the largest first. */
    public List<Difference> largest() {
        return largest.stream()
                .sorted(Comparator.comparingDouble(Difference::size).reversed())
                .toList();
    }

    /** The groups with the most windows that differ (of the first 10,000 groups), those with most first. */
    public List<Map.Entry<List<@Nullable Object>, Long>> byGroup() {
        return byGroup.entrySet().stream()
                .sorted(Map.Entry.<List<@Nullable Object>, Long>comparingByValue()
                        .reversed())
                .limit(KEPT)
                .toList();
    }
}
