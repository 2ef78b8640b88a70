package io.weir.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.processing.Rows.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Sessions, each with its rows; where they may be of any length, a session is what no gap divides. */
final class SessionModel extends ReferenceModel {
    private final long gap;
    /** {@link Long#MAX_VALUE}: any. */
    private final long maxLength;

    private final List<Session> sessions = new ArrayList<>();
    private long count;

    private final class Session {
        final List<Row> rows = new ArrayList<>();
        long ordinal;
        int emissions;
        boolean fired;

        long first() {
            return rows.stream().mapToLong(Row::time).min().orElseThrow();
        }

        long last() {
            return rows.stream().mapToLong(Row::time).max().orElseThrow();
        }

        long end() {
            return maxLength == Long.MAX_VALUE ? last() + gap : Math.min(last() + gap, first() + maxLength);
        }

        List<Object> group() {
            return SessionModel.this.group(rows.get(0));
        }

        /** Whether it could have a row too. */
        boolean takes(long time) {
            return time > first() - gap
                    && time < last() + gap
                    && Math.max(time, last()) - Math.min(time, first()) < maxLength;
        }

        void show(long arrival) {
            emit(first(), end(), emissions++, rows, arrival);
            fired = true;
        }
    }

    SessionModel(long gap, long maxLength, Common common) {
        super(common);
        this.gap = gap;
        this.maxLength = maxLength;
    }

    @Override
    void place(Row row) {
        long ordinal = count++;
        Session session = session(row);
        if (session == null) {
            session = new Session();
            session.ordinal = ordinal;
            session.rows.add(row);
            if (reached(session.end() + lateness)) {
                late.add(row);
                return;
            }
            sessions.add(session);
        } else {
            session.rows.add(row);
        }
        session.fired = false;
        if (reached(session.end())) {
            session.show(row.arrival());
        }
        checkGaps(session);
    }

    /** The live session that a row belongs to, two made one if it stands between them; null: none. */
    private Session session(Row row) {
        List<Session> own = new ArrayList<>(sessions.stream()
                .filter(session -> session.group().equals(group(row)))
                .sorted(Comparator.comparingLong(Session::first))
                .toList());
        Session before = null;
        Session after = null;
        for (Session session : own) {
            if (session.first() <= row.time()) {
                before = session;
            } else if (after == null) {
                after = session;
            }
        }
        boolean joinsAfter = after != null && after.takes(row.time());
        if (before == null || !before.takes(row.time())) {
            return joinsAfter ? after : null;
        }
        if (joinsAfter && after.last() - before.first() < maxLength) {
            before.rows.addAll(after.rows);
            before.emissions += after.emissions;
            before.ordinal = Math.min(before.ordinal, after.ordinal);
            sessions.remove(after);
        }
        return before;
    }

    private void checkGaps(Session session) {
        if (maxLength != Long.MAX_VALUE) {
            return;
        }
        long[] times = session.rows.stream().mapToLong(Row::time).sorted().toArray();
        for (int i = 1; i < times.length; i++) {
            assertThat(times[i] - times[i - 1]).isLessThan(gap);
        }
        for (Session other : sessions) {
            if (other != session && other.group().equals(session.group())) {
                assertThat(other.first() - session.last() >= gap || session.first() - other.last() >= gap)
                        .isTrue();
            }
        }
    }

    @Override
    void moved(long before, long arrival) {
        sessions.stream()
                .filter(session -> !session.fired && reached(session.end()))
                .sorted(Comparator.comparingLong(Session::end).thenComparingLong(session -> session.ordinal))
                .toList()
                .forEach(session -> session.show(arrival));
        sessions.removeIf(session -> reached(session.end() + lateness));
    }
}
