package io.weir.processing;

import io.weir.processing.Rows.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Windows as long as rpm is above 2, until it is below 1; or from each row to the next. */
final class StateModel extends ReferenceModel {
    static final String BEGIN = "rpm > 2";
    static final String END = "rpm < 1";

    /** What begins and ends the state. */
    enum Kind {
        PLAIN,
        HYSTERESIS,
        SILENCE
    }

    private final Kind kind;
    private final long hold;
    private final Map<List<Object>, Group> groups = new LinkedHashMap<>();
    private long count;

    private static final class Group {
        /** By time: the rows that wait. */
        final TreeMap<Long, List<Row>> waiting = new TreeMap<>();

        /** Of the first row of each moment. */
        final Map<Long, Long> ordinals = new HashMap<>();

        /** The rows of the state that lasts; empty: none does. */
        final List<Row> state = new ArrayList<>();

        long ordinal;
        boolean emitted;
    }

    StateModel(Kind kind, long hold, Common common) {
        super(common);
        this.kind = kind;
        this.hold = hold;
    }

    @Override
    void place(Row row) {
        long ordinal = count++;
        if (reached(row.time() + 1)) {
            late.add(row);
            return;
        }
        Group group = groups.computeIfAbsent(group(row), any -> new Group());
        group.waiting.computeIfAbsent(row.time(), any -> new ArrayList<>()).add(row);
        group.ordinals.putIfAbsent(row.time(), ordinal);
    }

    /** One step of one group that is due. */
    private record Step(long due, boolean holds, long ordinal, Group group) {}

    private Step next() {
        Step next = null;
        for (Group group : groups.values()) {
            if (!group.waiting.isEmpty()) {
                long time = group.waiting.firstKey();
                next = earlier(next, new Step(time + 1, false, group.ordinals.get(time), group));
            }
            if (!group.state.isEmpty() && !group.emitted) {
                next = earlier(next, new Step(start(group) + Math.max(hold, 1), true, group.ordinal, group));
            }
        }
        return next;
    }

    private static Step earlier(Step a, Step b) {
        if (a == null || b.due < a.due) {
            return b;
        }
        boolean before = b.due == a.due && (a.holds == b.holds ? b.ordinal < a.ordinal : a.holds);
        return before ? b : a;
    }

    private static long start(Group group) {
        return group.state.stream().mapToLong(Row::time).min().orElseThrow();
    }

    @Override
    void moved(long before, long arrival) {
        for (Step step = next(); step != null && reached(step.due); step = next()) {
            Group group = step.group;
            if (step.holds) {
                group.emitted = true;
                emit(start(group), step.due, 0, group.state, arrival);
            } else {
                pass(group, arrival);
            }
        }
    }

    private void pass(Group group, long arrival) {
        long time = group.waiting.firstKey();
        List<Row> rows = group.waiting.remove(time);
        long ordinal = group.ordinals.remove(time);
        Long rpm = (Long) rows.get(rows.size() - 1).values().get("rpm");
        boolean silence = kind == Kind.SILENCE;
        boolean begins = silence || (rpm != null && rpm > 2);
        boolean ends = silence || (rpm != null && (kind == Kind.HYSTERESIS ? rpm < 1 : rpm <= 2));
        if (group.state.isEmpty()) {
            if (begins) {
                group.state.addAll(rows);
                group.ordinal = ordinal;
                group.emitted = false;
            }
        } else if (ends) {
            if (group.emitted) {
                emit(start(group), time, 1, group.state, arrival);
            }
            group.state.clear();
            if (silence) {
                group.state.addAll(rows);
                group.ordinal = ordinal;
                group.emitted = false;
            }
        } else {
            group.state.addAll(rows);
        }
    }
}
