package io.weir.processing.window;

import io.weir.model.RowBatch;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Windows from the row that begins a state of its group to the row that ends it, in the order of time: rows wait
 * until the watermark has passed them. A window is emitted when the state has held long enough, and revised when it ends. Of
 * rows at one moment the last in the journal says what the state is. Not thread-safe.
 *
 * <p>Begin temp &gt; 80, end temp &lt; 75, for 5: of 81 at 10, 78 at 12, 79 at 16, 70 at 20 come [10,15) of two rows when the
 * watermark reaches 15, and its revision [10,20) of three rows when it has passed 20.
 */
final class StateWindows implements Windows {
    private static final int NONE = SlotChains.NONE;

    // What the count of a slot says.
    private static final int BEGINS = 1;
    private static final int ENDS = 2;
    /** The slot is a state that lasts, the first of its chain; the others are moments that wait. */
    private static final int LASTS = 4;
    /** The state has been emitted. */
    private static final int EMITTED = 8;

    private final BoolVector begin;
    private final @Nullable BoolVector end;
    private final long hold;
    private final boolean renews;
    private final WindowLimits limits;
    private final SlotStates states;
    private final RowRun run;
    private final KeyTable groupTable;
    private final GroupKeys groups;
    private final ResultWriter out;
    private final WindowCounters counters;
    private final SlotChains slots = new SlotChains();

    /** When a moment is passed, or a state has held long enough. */
    private final DeadlineHeap deadlines = new DeadlineHeap();

    private final int[] into = new int[1];
    private final int[] from = new int[1];

    StateWindows(StateKind kind, WindowParts parts) {
        this.begin = kind.begin();
        this.end = kind.end();
        this.hold = kind.holdNanos();
        this.renews = kind.renews();
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
        states.ensureCapacity(slots.capacity());
        deadlines.ensureCapacity(slots.capacity());
    }

    @Override
    public void load(RowBatch batch) {
        begin.load(batch);
        if (end != null) {
            end.load(batch);
        }
    }

    @Override
    public void add(int row, long time, long arrival, long ordinal, long watermark) {
        if (time < watermark) {
            counters.late(row);
            return;
        }
        int moment = moment(groups.group(row), time, ordinal);
        if (moment == NONE) {
            counters.refusedGroups++;
            return;
        }
        run.add(row, moment);
        slots.setCount(moment, flags(row));
    }

    private int flags(int row) {
        boolean begins = isSet(begin.truth(), row);
        BoolVector ending = end;
        boolean ends = ending == null ? !begins && isSet(begin.validity(), row) : isSet(ending.truth(), row);
        return (begins ? BEGINS : 0) | (ends ? ENDS : 0);
    }

    private static boolean isSet(long[] bits, int row) {
        return (bits[row >> 6] & (1L << (row & 63))) != 0;
    }

    /** The moment of a time, new or known; {@link SlotChains#NONE}: there is no room for it. */
    private int moment(int group, long time, long ordinal) {
        int before = slots.upTo(group, time);
        if (before != NONE && slots.firstTime(before) == time && !is(before, LASTS)) {
            return before;
        }
        if (slots.size() >= limits.maxSlots() || !groupTable.acquire(group)) {
            return NONE;
        }
        int moment = slots.add(group, before, time, ordinal);
        ensureCapacity();
        states.create(moment);
        setDeadline(moment);
        return moment;
    }

    private boolean is(int slot, int flag) {
        return (slots.count(slot) & flag) != 0;
    }

    /** A moment goes before a state whose time has come with it: it may be what ends it. */
    private void setDeadline(int slot) {
        if (!is(slot, LASTS)) {
            deadlines.set(slot, slots.firstTime(slot) + 1, slots.ordinal(slot));
        } else if (!is(slot, EMITTED)) {
            deadlines.set(slot, slots.firstTime(slot) + Math.max(hold, 1), Long.MAX_VALUE / 2 + slots.ordinal(slot));
        }
    }

    @Override
    public long nextChange() {
        return deadlines.earliest();
    }

    @Override
    public void moveTo(long watermark, long arrival) {
        while (deadlines.earliest() <= watermark) {
            int slot = deadlines.first();
            deadlines.remove(slot);
            if (is(slot, LASTS)) {
                counters.windows++;
                slots.setCount(slot, LASTS | EMITTED);
                emit(slot, slots.firstTime(slot) + Math.max(hold, 1), 0, arrival);
            } else {
                pass(slot, arrival);
            }
        }
    }

    private void pass(int moment, long arrival) {
        int state = slots.first(slots.group(moment));
        if (!is(state, LASTS)) {
            beginOrDrop(moment);
        } else if (is(moment, ENDS)) {
            if (is(state, EMITTED)) {
                emit(state, slots.firstTime(moment), 1, arrival);
            } else {
                deadlines.remove(state);
            }
            drop(state);
            if (renews) {
                beginOrDrop(moment);
            } else {
                drop(moment);
            }
        } else {
            into[0] = state;
            from[0] = moment;
            states.combine(into, from, 1);
            drop(moment);
        }
    }

    private void beginOrDrop(int moment) {
        if (is(moment, BEGINS)) {
            slots.setCount(moment, LASTS);
            setDeadline(moment);
        } else {
            drop(moment);
        }
    }

    private void drop(int slot) {
        states.release(slot);
        groupTable.release(slots.group(slot));
        slots.remove(slot);
    }

    private void emit(int slot, long windowEnd, int revision, long arrival) {
        out.write(slots.firstTime(slot), windowEnd, revision, groups, slots.group(slot), slot, arrival);
    }

    @Override
    public int slots() {
        return slots.size();
    }

    @Override
    public void snapshot(StateWriter state) {
        new ChainState(slots, groupTable, states).snapshot(state);
    }

    @Override
    public void restore(StateReader state, long watermark) {
        deadlines.clear();
        new ChainState(slots, groupTable, states).restore(state, slot -> {
            ensureCapacity();
            setDeadline(slot);
        });
    }
}
