package io.weir.processing.expression;

import java.time.ZonedDateTime;
import java.util.function.ToIntFunction;

/** What of a time by the clocks and calendar of a zone. */
enum TimePart {
    MINUTE(ZonedDateTime::getMinute),
    HOUR(ZonedDateTime::getHour),
    /** 1 is Monday. */
    DAY_OF_WEEK(time -> time.getDayOfWeek().getValue()),
    DAY_OF_MONTH(ZonedDateTime::getDayOfMonth),
    MONTH(ZonedDateTime::getMonthValue),
    YEAR(ZonedDateTime::getYear);

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final ToIntFunction<ZonedDateTime> part;

    TimePart(ToIntFunction<ZonedDateTime> part) {
        this.part = part;
    }

    int of(ZonedDateTime time) {
        return part.applyAsInt(time);
    }
}
