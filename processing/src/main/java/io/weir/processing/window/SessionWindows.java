package io.weir.processing.window;

import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;

/**
 * Hot path. Sessions: a row joins the session of its group that it is less than a gap away from, joins two into one if it
 * stands between them, or begins one. A row belongs to one session. Of two sessions that would be too long together, the
 * earlier takes the row. Not thread-safe.
 *
 * <p>Gap 5: rows at 10, 12, 30 make [10,17) and [30,35); one at 16 makes [10,21); rows at 20 and 25 then make [10,35).
 *
 * <p>A session fires when the watermark reaches its end. A row that it still takes after that emits it anew, at once or, if
 * the row has moved the end beyond the watermark, when that is reached.
 *
 * <p>The count of a slot is, times two, how often the session and those that it was merged of have been emitted; plus one
 * while its last emission shows all of it.
 */
final class SessionWindows implements Windows {
    private static final int NONE = SlotChains.NONE;
    private static final int LATE = -2;
    private static final int SHOWN = 1;
    private static final int EMISSION = 2;

    private final SessionKind kind;
    private final WindowLimits limits;
    private final SlotStates states;
    private final RowRun run;
    private final KeyTable groupTable;
    private final GroupKeys groups;
    private final ResultWriter out;
    private final WindowCounters counters;
    /** A slot is a session; its ordinal that of the oldest row that it, or one that it was merged of, began with. */
    private final SlotChains sessions = new SlotChains();

    /**
     * When something is due: the end of a session that is not shown, the expiry of one that is. A deadline may be too early:
     * a row that moves an end back does not move it.
     */
    private final DeadlineHeap deadlines = new DeadlineHeap();

    private final int[] into = new int[1];
    private final int[] from = new int[1];

    SessionWindows(SessionKind kind, WindowParts parts) {
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
        states.ensureCapacity(sessions.capacity());
        deadlines.ensureCapacity(sessions.capacity());
    }

    @Override
    public void add(int row, long time, long arrival, long ordinal, long watermark) {
        int session = session(groups.group(row), time, ordinal, watermark);
        if (session == LATE) {
            counters.late(row);
            return;
        }
        if (session == NONE) {
            counters.refusedGroups++;
            return;
        }
        run.add(row, session);
        long end = end(session);
        sessions.setCount(session, sessions.count(session) & ~SHOWN);
        if (end <= watermark) {
            run.flush();
            emit(session, arrival);
        } else if (end < deadlines.deadline(session)) {
            setDeadline(session, end);
        }
    }

    private long end(int session) {
        return kind.end(sessions.firstTime(session), sessions.lastTime(session));
    }

    private void setDeadline(int session, long deadline) {
        deadlines.set(session, deadline, sessions.ordinal(session));
    }

    /** The session that a row belongs to, with its time; {@link #NONE}: it is refused; {@link #LATE}. */
    private int session(int group, long time, long ordinal, long watermark) {
        int before = sessions.upTo(group, time);
        int after = before == NONE ? sessions.first(group) : sessions.next(before);
        if (before != NONE && takes(before, time)) {
            boolean joins = after != NONE
                    && takes(after, time)
                    && sessions.lastTime(after) - sessions.firstTime(before) < kind.maxLengthNanos();
            sessions.extend(before, time);
            if (joins) {
                merge(before, after);
            }
            return before;
        }
        if (after != NONE && takes(after, time)) {
            sessions.extend(after, time);
            return after;
        }
        return begin(group, before, time, ordinal, watermark);
    }

    private boolean takes(int session, long time) {
        long first = sessions.firstTime(session);
        long last = sessions.lastTime(session);
        return time - last < kind.gapNanos()
                && first - time < kind.gapNanos()
                && Math.max(last, time) - Math.min(first, time) < kind.maxLengthNanos();
    }

    private int begin(int group, int before, long time, long ordinal, long watermark) {
        long end = kind.end(time, time);
        if (end + kind.latenessNanos() <= watermark) {
            return LATE;
        }
        if (sessions.size() >= limits.maxSlots() || !groupTable.acquire(group)) {
            return NONE;
        }
        int session = sessions.add(group, before, time, ordinal);
        ensureCapacity();
        states.create(session);
        setDeadline(session, end);
        return session;
    }

    private void merge(int session, int next) {
        run.flush();
        into[0] = session;
        from[0] = next;
        states.combine(into, from, 1);
        sessions.extend(session, sessions.lastTime(next));
        sessions.setOrdinal(session, Math.min(sessions.ordinal(session), sessions.ordinal(next)));
        sessions.setCount(session, (sessions.count(session) & ~SHOWN) + (sessions.count(next) & ~SHOWN));
        setDeadline(session, deadlines.deadline(session));
        drop(next);
    }

    private void drop(int session) {
        states.release(session);
        deadlines.remove(session);
        groupTable.release(sessions.group(session));
        sessions.remove(session);
    }

    private void emit(int session, long arrival) {
        int count = sessions.count(session);
        long end = end(session);
        out.write(
                sessions.firstTime(session), end, count / EMISSION, groups, sessions.group(session), session, arrival);
        sessions.setCount(session, count + EMISSION | SHOWN);
        setDeadline(session, end + kind.latenessNanos());
    }

    @Override
    public long nextChange() {
        return deadlines.earliest();
    }

    @Override
    public void moveTo(long watermark, long arrival) {
        while (deadlines.earliest() <= watermark) {
            int session = deadlines.first();
            long end = end(session);
            if ((sessions.count(session) & SHOWN) != 0) {
                drop(session);
            } else if (end > deadlines.deadline(session)) {
                // Its turn comes behind those that end before.
                setDeadline(session, end);
            } else {
                counters.windows++;
                emit(session, arrival);
            }
        }
    }

    @Override
    public int slots() {
        return sessions.size();
    }

    @Override
    public void snapshot(StateWriter out) {
        new ChainState(sessions, groupTable, states).snapshot(out);
    }

    @Override
    public void restore(StateReader in, long watermark) {
        deadlines.clear();
        new ChainState(sessions, groupTable, states).restore(in, session -> {
            ensureCapacity();
            boolean shown = (sessions.count(session) & SHOWN) != 0;
            setDeadline(session, end(session) + (shown ? kind.latenessNanos() : 0));
        });
    }
}
