package io.weir.processing;

import io.weir.model.EventTime;
import io.weir.processing.Rows.Event;
import io.weir.processing.Rows.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an interval join should do, plainly: rows are kept in lists, and each new one is laid beside all of them. */
final class IntervalJoinModel {
    /** How long the windows of pairs are. */
    static final int SIZE = 10;

    /** What comes from the one stream or the other. */
    record Input(boolean isPress, Event event) {}

    /**
     * What is joined how.
     *
     * @param on the field of a press that has the recipe's key
     * @param disorder how far rows of a press may be behind, and {@code otherDisorder} those of recipes
     */
    record Join(
            long before,
            long after,
            int rows,
            String on,
            int maxKeys,
            long disorder,
            long otherDisorder,
            long lateness) {}

    /** A stream as the model sees it. */
    private static final class Side {
        final long disorder;
        final long before;
        final long after;
        final long keep;
        final List<Row> rows = new ArrayList<>();
        private final Map<String, Long> maxTimes = new HashMap<>();
        private final Set<String> active = new HashSet<>();
        private long watermark = EventTime.MIN;

        Side(long disorder, long before, long after, long lateness) {
            this.disorder = disorder;
            this.before = before;
            this.after = after;
            this.keep = after + lateness;
        }

        /** The event time that it is. */
        long clock() {
            return watermark == EventTime.MIN ? EventTime.MIN : watermark + disorder;
        }

        /** Its watermark, or where that would be if it were not silent. */
        long at(long now) {
            boolean isSilent = active.isEmpty() && now != EventTime.MIN;
            return isSilent ? Math.max(watermark, now - disorder) : watermark;
        }

        void see(Event event) {
            if (event.row() != null) {
                maxTimes.merge(event.row().partition(), event.row().time(), Math::max);
                active.add(event.row().partition());
            } else {
                active.addAll(event.mark().joined());
                active.removeAll(event.mark().idle());
                watermark = Math.max(watermark, event.mark().advance());
            }
            boolean held = active.isEmpty() || !maxTimes.keySet().containsAll(active);
            // A partition that has joined and had no row yet holds the watermark.
            long slowest = active.stream()
                    .mapToLong(it -> maxTimes.getOrDefault(it, EventTime.MIN))
                    .min()
                    .orElse(EventTime.MIN);
            if (!held) {
                watermark = Math.max(watermark, slowest - disorder);
            }
        }
    }

    private final Join join;
    /** A result for each pair, rather than one for each window. */
    private final boolean single;

    final Side press;
    final Side recipes;
    long watermark = EventTime.MIN;
    private long maxArrival = Long.MIN_VALUE;
    final List<Map<String, Object>> results = new ArrayList<>();
    final TreeMap<Long, long[]> windows = new TreeMap<>();
    long late;

    IntervalJoinModel(Join join, boolean single) {
        this.join = join;
        this.single = single;
        press = new Side(join.disorder(), join.before(), join.after(), join.lateness());
        recipes = new Side(join.otherDisorder(), join.after(), join.before(), join.lateness());
    }

    void take(Input input) {
        Side side = input.isPress() ? press : recipes;
        Row row = input.event().row();
        if (row != null) {
            maxArrival = Math.max(maxArrival, row.arrival());
            pairs(side, row);
        }
        side.see(input.event());
        long now = Math.max(press.clock(), recipes.clock());
        long joined = Math.min(press.at(now), recipes.at(now));
        if (joined > watermark) {
            watermark = joined;
            fire(row == null ? maxArrival : row.arrival());
        }
    }

    private boolean isExpired(Side side, Row row) {
        return row.time() + side.keep < watermark;
    }

    private Object key(Side side, Row row) {
        return side == press && !join.on().equals("key") ? row.values().get(join.on()) : row.key();
    }

    private Set<Object> keys() {
        Set<Object> keys = new HashSet<>();
        for (Side side : List.of(press, recipes)) {
            side.rows.forEach(it -> keys.addAll(List.of(it.key(), key(side, it))));
        }
        return keys;
    }

    private void pairs(Side side, Row row) {
        while (!side.rows.isEmpty() && isExpired(side, side.rows.get(0))) {
            side.rows.remove(0);
        }
        Object key = key(side, row);
        if (key == null) {
            return;
        }
        if (side.rows.size() == join.rows()) {
            side.rows.remove(0);
        }
        side.rows.add(row);
        if (keys().size() > join.maxKeys()) {
            side.rows.remove(side.rows.size() - 1);
            return;
        }
        Side other = side == press ? recipes : press;
        for (Row match : other.rows) {
            boolean isNear = match.time() >= row.time() - side.before && match.time() <= row.time() + side.after;
            if (isNear && key.equals(key(other, match)) && !isExpired(other, match)) {
                pair(side == press ? row : match, side == press ? match : row, row.arrival());
            }
        }
    }

    private void pair(Row left, Row right, long arrival) {
        long time = Math.max(left.time(), right.time());
        if (single) {
            Map<String, Object> result = new HashMap<>();
            result.put("id", left.values().get("rpm"));
            result.put("line", left.values().get("line"));
            result.put("its_key", left.key());
            for (String field : List.of("target", "name", "strict", "since")) {
                result.put(field, right.values().get(field));
            }
            result.put("recipe", right.key());
            result.put("recipe_at", right.time());
            result.put("pair_at", time);
            result.put("@arrival", arrival);
            results.add(result);
            return;
        }
        long start = Math.floorDiv(time, SIZE) * SIZE;
        if (watermark != EventTime.MIN && start + SIZE + join.lateness() <= watermark) {
            late++;
            return;
        }
        long[] window = windows.computeIfAbsent(start, any -> new long[3]);
        window[0]++;
        window[1] += (Long) left.values().get("rpm");
        if (start + SIZE <= watermark) {
            emit(start, window, arrival);
        }
    }

    private void fire(long arrival) {
        windows.forEach((start, window) -> {
            if (start + SIZE <= watermark && window[2] == 0) {
                emit(start, window, arrival);
            }
        });
    }

    private void emit(long start, long[] window, long arrival) {
        Map<String, Object> result = new HashMap<>();
        result.put("window_start", start);
        result.put("revision", window[2]++);
        result.put("n", window[0]);
        result.put("ids", window[1]);
        result.put("@arrival", arrival);
        results.add(result);
    }
}
