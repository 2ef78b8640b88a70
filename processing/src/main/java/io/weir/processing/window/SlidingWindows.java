package io.weir.processing.window;

import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. For each moment at which a group has rows, the window that ends with them. A result combines what the moments
 * within its window have, so that it costs as much as there are. Not thread-safe.
 *
 * <p>Size 5: rows at 10, 12 and 16 make [6,11) of the first, [8,13) of two, and [12,17) of the last two.
 *
 * <p>A window fires when the watermark has passed its moment. A row that comes later, but not too late for its own window,
 * emits that, and then anew the windows behind it that it is in.
 */
final class SlidingWindows implements Windows {
    private static final int NONE = SlotChains.NONE;

    private final SlidingKind kind;
    private final WindowLimits limits;
    private final SlotStates states;
    private final RowRun run;
    private final KeyTable groupTable;
    private final GroupKeys groups;
    private final ResultWriter out;
    private final WindowCounters counters;
    /** A slot is a moment, in the order of time; its count how often its window has been emitted. */
    private final SlotChains moments = new SlotChains();

    /** When a window fires; once it has, when its moment is in no window any more that could be emitted. */
    private final DeadlineHeap deadlines = new DeadlineHeap();

    private int[] into = new int[64];
    private int[] from = new int[64];

    SlidingWindows(SlidingKind kind, WindowParts parts) {
        this.kind = kind;
        this.limits = parts.limits();
        this.states = parts.states();
        this.run = parts.run();
        this.groupTable = parts.groupTable();
        this.groups = parts.groups();
        this.out = parts.out();
        this.counters = parts.counters();
        ensureCapacity();
    }

    private void ensureCapacity() {
        states.ensureCapacity(moments.capacity());
        deadlines.ensureCapacity(moments.capacity());
    }

    @Override
    public void add(int row, long time, long arrival, long ordinal, long watermark) {
        if (time + 1 + kind.latenessNanos() <= watermark) {
            counters.late(row);
            return;
        }
        int moment = moment(groups.group(row), time, ordinal);
        if (moment == NONE) {
            counters.refusedGroups++;
            return;
        }
        run.add(row, moment);
        if (time < watermark) {
            run.flush();
            for (int later = moment; later != NONE && isWithin(moment, later); later = moments.next(later)) {
                if (moments.firstTime(later) < watermark) {
                    emit(later, arrival);
                }
            }
        }
    }

    /** The moment of a time, new or known; {@link SlotChains#NONE}: there is no room for it. */
    private int moment(int group, long time, long ordinal) {
        int before = moments.upTo(group, time);
        if (before != NONE && moments.firstTime(before) == time) {
            return before;
        }
        if (moments.size() >= limits.maxSlots() || !groupTable.acquire(group)) {
            return NONE;
        }
        int moment = moments.add(group, before, time, ordinal);
        ensureCapacity();
        states.create(moment);
        setDeadline(moment);
        return moment;
    }

    private void setDeadline(int moment) {
        long time = moments.firstTime(moment);
        // The last window that it is in fires at time + size; it must still be there then.
        long deadline = moments.count(moment) == 0 ? time + 1 : time + kind.sizeNanos() + kind.latenessNanos() + 1;
        deadlines.set(moment, deadline, moments.ordinal(moment));
    }

    /** Whether a moment is in the window of one that is not earlier. */
    private boolean isWithin(int moment, int later) {
        return moments.firstTime(later) - moments.firstTime(moment) < kind.sizeNanos();
    }

    private void emit(int moment, long arrival) {
        int window = moments.borrow();
        ensureCapacity();
        states.create(window);
        int count = 0;
        for (int part = moment; part != NONE && isWithin(part, moment); part = moments.previous(part)) {
            if (count == from.length) {
                into = Arrays.copyOf(into, 2 * count);
                from = Arrays.copyOf(from, 2 * count);
            }
            into[count] = window;
            from[count++] = part;
        }
        reverse(count);
        states.combine(into, from, count);
        int times = moments.count(moment);
        long end = moments.firstTime(moment) + 1;
        out.write(end - kind.sizeNanos(), end, times, groups, moments.group(moment), window, arrival);
        states.release(window);
        moments.giveBack(window);
        moments.setCount(moment, times + 1);
        setDeadline(moment);
    }

    /** What comes earlier is to be combined first. */
    private void reverse(int count) {
        for (int i = 0, j = count - 1; i < j; i++, j--) {
            int part = from[i];
            from[i] = from[j];
            from[j] = part;
        }
    }

    @Override
    public long nextChange() {
        return deadlines.earliest();
    }

    @Override
    public void moveTo(long watermark, long arrival) {
        while (deadlines.earliest() <= watermark) {
            int moment = deadlines.first();
            if (moments.count(moment) == 0) {
                counters.windows++;
                emit(moment, arrival);
            } else {
                states.release(moment);
                deadlines.remove(moment);
                groupTable.release(moments.group(moment));
                moments.remove(moment);
            }
        }
    }

    @Override
    public int slots() {
        return moments.size();
    }

    @Override
    public void snapshot(StateWriter state) {
        new ChainState(moments, groupTable, states).snapshot(state);
    }

    @Override
    public void restore(StateReader state, long watermark) {
        deadlines.clear();
        new ChainState(moments, groupTable, states).restore(state, moment -> {
            ensureCapacity();
            setDeadline(moment);
        });
    }
}
