package io.weir.processing.expression;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What times are truncated to, by the clocks and calendar of a zone. */
enum DateUnit {
    MINUTE(time -> time.truncatedTo(ChronoUnit.MINUTES)),
    HOUR(time -> time.truncatedTo(ChronoUnit.HOURS)),
    DAY(time -> day(time, UnaryOperator.identity())),
    /** From Monday on. */
    WEEK(time -> day(time, date -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)))),
    MONTH(time -> day(time, date -> date.withDayOfMonth(1))),
    YEAR(time -> day(time, date -> date.withDayOfYear(1)));

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final UnaryOperator<ZonedDateTime> beginning;

    DateUnit(UnaryOperator<ZonedDateTime> beginning) {
        this.beginning = beginning;
    }

    /** As written in a call. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first moment of the unit in which a time lies; a day begins when its first minute is there. */
    ZonedDateTime beginning(ZonedDateTime time) {
        return beginning.apply(time);
    }

    private static ZonedDateTime day(ZonedDateTime time, UnaryOperator<LocalDate> date) {
        return date.apply(time.toLocalDate()).atStartOfDay(time.getZone());
    }
}
