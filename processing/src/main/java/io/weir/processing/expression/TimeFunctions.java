package io.weir.processing.expression;

import io.weir.model.EventTime;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The functions of times. */
final class TimeFunctions {
    private static final double NANOS_PER_SECOND = 1e9;

    private TimeFunctions() {}

    /** A part of a time, {@code hour(time)} or {@code hour(time, 'Europe/Berlin')}. */
    static @Nullable Vector part(TimePart part, Expr.Call call, Scope scope) {
        LongVector time = time(call, 0, scope);
        ZoneId zone = zone(call, 1, scope);
        return time == null || zone == null ? null : new PerMinute(FieldType.LONG, time, zone, part::of);
    }

    /** When the unit began in which a time lies, {@code date_trunc('day', time, 'Europe/Berlin')}. */
    static @Nullable Vector truncate(Expr.Call call, Scope scope) {
        DateUnit unit = unit(call, scope);
        LongVector time = time(call, 1, scope);
        ZoneId zone = zone(call, 2, scope);
        return unit == null || time == null || zone == null
                ? null
                : new PerMinute(FieldType.TIMESTAMP, time, zone, it -> beginning(unit, it));
    }

    private static long beginning(DateUnit unit, ZonedDateTime time) {
        try {
            return EventTime.ofInstant(unit.beginning(time).toInstant());
        } catch (DateTimeException e) {
            // Before the first of all times.
            return PerMinute.NONE;
        }
    }

    /** From one time to another, negative if that is earlier: {@code seconds_between(started, time)}. */
    static @Nullable Vector between(Expr.Call call, Scope scope) {
        LongVector from = time(call, 0, scope);
        LongVector to = time(call, 1, scope);
        return from == null || to == null ? null : new Seconds(from, to);
    }

    private static final class Seconds extends ComputedDoubles {
        private final LongVector from;
        private final LongVector to;

        Seconds(LongVector from, LongVector to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void load(RowBatch batch) {
            from.load(batch);
            to.load(batch);
            prepare(batch);
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                if (from.isKnown(row) && to.isKnown(row)) {
                    set(row, nanos(from.values[row], to.values[row]) / NANOS_PER_SECOND);
                }
            }
        }

        /** Exact, but for what is longer than 292 years. */
        private static double nanos(long from, long to) {
            long difference = to - from;
            boolean overflows = ((to ^ from) & (to ^ difference)) < 0;
            return overflows ? (double) to - (double) from : difference;
        }
    }

    private static @Nullable LongVector time(Expr.Call call, int index, Scope scope) {
        return (LongVector) Functions.typed(call.arguments().get(index), call, scope, "a time", FieldType.TIMESTAMP);
    }

    /** The zone that an argument names, UTC where there is none; null, and reported, if there is no such zone. */
    private static @Nullable ZoneId zone(Expr.Call call, int index, Scope scope) {
        if (call.arguments().size() <= index) {
            return ZoneOffset.UTC;
        }
        Expr named = call.arguments().get(index);
        Optional<String> name = Functions.text(named, call, "a time zone", scope);
        if (name.isEmpty()) {
            return null;
        }
        try {
            return ZoneId.of(name.get());
        } catch (DateTimeException e) {
            scope.problem(
                    named.offset(),
                    "there is no time zone '" + name.get() + "'"
                            + Scope.suggestion(name.get(), ZoneId.getAvailableZoneIds()));
            return null;
        }
    }

    private static @Nullable DateUnit unit(Expr.Call call, Scope scope) {
        Expr named = call.arguments().get(0);
        Optional<String> name = Functions.text(named, call, "a unit of time", scope);
        if (name.isEmpty()) {
            return null;
        }
        Optional<DateUnit> unit = Arrays.stream(DateUnit.values())
                .filter(it -> it.word().equals(name.get()))
                .findFirst();
        if (unit.isEmpty()) {
            List<String> words =
                    Arrays.stream(DateUnit.values()).map(DateUnit::word).toList();
            scope.problem(
                    named.offset(),
                    "there is no unit of time '" + name.get() + "'; expected one of " + String.join(", ", words));
        }
        return unit.orElse(null);
    }
}
