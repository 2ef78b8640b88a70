package io.weir.processing.window;

import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;

/**
 * Hot path. Windows of so many rows of a group, in the order of the journal: whole ones only, emitted with their last row. No
 * row is late. A window lasts from its earliest row to just behind its latest. Not thread-safe.
 *
 * <p>Four rows, by two: rows 1 to 4, 3 to 6, …; a part has two rows, and is in two windows.
 */
final class CountWindows implements Windows {
    private final CountKind kind;
    private final WindowLimits limits;
    private final SlotStates states;
    private final RowRun run;
    private final KeyTable groupTable;
    private final GroupKeys groups;
    private final ResultWriter out;
    private final WindowCounters counters;
    /** A slot is a part of a window; its count that of its rows. All parts of a group but the last are full. */
    private final SlotChains parts = new SlotChains();

    private final int[] into = new int[1];
    private final int[] from = new int[1];

    CountWindows(CountKind kind, WindowParts windowParts) {
        this.kind = kind;
        this.limits = windowParts.limits();
        this.states = windowParts.states();
        this.run = windowParts.run();
        this.groupTable = windowParts.groupTable();
        this.groups = windowParts.groups();
        this.out = windowParts.out();
        this.counters = windowParts.counters();
        states.ensureCapacity(parts.capacity());
    }

    @Override
    public void add(int row, long time, long arrival, long ordinal, long watermark) {
        int group = groups.group(row);
        int part = parts.last(group);
        if (part == SlotChains.NONE || parts.count(part) == kind.hop()) {
            if (parts.size() >= limits.maxSlots() || !groupTable.acquire(group)) {
                counters.refusedGroups++;
                return;
            }
            part = parts.add(group, part, time, ordinal);
            states.ensureCapacity(parts.capacity());
            states.create(part);
        }
        run.add(row, part);
        parts.extend(part, time);
        parts.setCount(part, parts.count(part) + 1);
        if (parts.count(part) == kind.hop() && isWhole(group)) {
            run.flush();
            counters.windows++;
            emit(group, arrival);
            drop(parts.first(group));
        }
    }

    private boolean isWhole(int group) {
        int count = 0;
        for (int part = parts.first(group); part != SlotChains.NONE; part = parts.next(part)) {
            count++;
        }
        return count == kind.parts();
    }

    private void emit(int group, long arrival) {
        int first = parts.first(group);
        if (kind.parts() == 1) {
            out.write(parts.firstTime(first), parts.lastTime(first) + 1, 0, groups, group, first, arrival);
            return;
        }
        int window = parts.borrow();
        states.ensureCapacity(parts.capacity());
        states.create(window);
        into[0] = window;
        long start = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int part = first; part != SlotChains.NONE; part = parts.next(part)) {
            from[0] = part;
            states.combine(into, from, 1);
            start = Math.min(start, parts.firstTime(part));
            last = Math.max(last, parts.lastTime(part));
        }
        out.write(start, last + 1, 0, groups, group, window, arrival);
        states.release(window);
        parts.giveBack(window);
    }

    private void drop(int part) {
        states.release(part);
        groupTable.release(parts.group(part));
        parts.remove(part);
    }

    /** Never: time does not matter. */
    @Override
    public long nextChange() {
        return Long.MAX_VALUE;
    }

    @Override
    public void moveTo(long watermark, long arrival) {
        // Nothing is due by time.
    }

    @Override
    public int slots() {
        return parts.size();
    }

    @Override
    public void snapshot(StateWriter state) {
        new ChainState(parts, groupTable, states).snapshot(state);
    }

    @Override
    public void restore(StateReader state, long watermark) {
        new ChainState(parts, groupTable, states).restore(state, part -> {});
    }
}
