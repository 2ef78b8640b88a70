package io.weir.processing.window;

import io.weir.config.WindowConfig;
import io.weir.model.EventTime;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Windows that follow the calendar of a time zone: days (of 23, 24 or 25 hours), weeks from Monday, months, years. Window i is
 * the i-th day, week, month or year since that of 1970-01-01. One that would start at a time that a clock change leaves out
 * starts as much later as the change is; one that would start at a time that there is twice starts the first time. Not
 * thread-safe.
 */
final class CalendarShape implements WindowShape {
    /** No unit with the two beside it is longer, nanoseconds. */
    static final long LONGEST = TimeUnit.DAYS.toNanos(4 * 367L);

    private static final long NONE = Long.MIN_VALUE;
    private static final int REMEMBERED = 64;
    private static final LocalDate FIRST_MONDAY =
            LocalDate.EPOCH.with(java.time.temporal.TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));

    private final WindowConfig.Unit unit;
    private final ZoneId zone;
    private final LocalTime from;
    private final Margins margins;

    /** Starts that have been computed: of index i at i modulo their number, if the index there is i. */
    private final long[] indexes = new long[REMEMBERED];

    private final long[] starts = new long[REMEMBERED];
    /** The slice that was asked for last. */
    private long last = NONE;

    CalendarShape(WindowConfig.Calendar config, Margins margins) {
        this.unit = config.unit();
        this.zone = config.zone();
        this.from = LocalTime.ofNanoOfDay(config.offset().toNanos());
        this.margins = margins;
        Arrays.fill(indexes, NONE);
    }

    @Override
    public int slices() {
        return 1;
    }

    @Override
    public long latenessNanos() {
        return margins.latenessNanos();
    }

    @Override
    public long minTimeNanos() {
        return margins.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return margins.maxTimeNanos();
    }

    @Override
    public long slice(long timeNanos) {
        // Rows come around a boundary in any order: then nothing is to be computed.
        long index =
                last == NONE || timeNanos < start(last - 1) || timeNanos >= start(last + 2) ? near(timeNanos) : last;
        while (timeNanos < start(index)) {
            index--;
        }
        while (timeNanos >= start(index + 1)) {
            index++;
        }
        last = index;
        return index;
    }

    /** An index that is right, or beside it. */
    private long near(long timeNanos) {
        Instant instant = Instant.ofEpochSecond(
                Math.floorDiv(timeNanos, TimeUnit.SECONDS.toNanos(1)),
                Math.floorMod(timeNanos, TimeUnit.SECONDS.toNanos(1)));
        LocalDate date = LocalDate.ofInstant(instant, zone);
        return switch (unit) {
            case DAY -> date.toEpochDay();
            case WEEK -> Math.floorDiv(date.toEpochDay() - FIRST_MONDAY.toEpochDay(), 7L);
            case MONTH -> (date.getYear() - 1970L) * 12 + date.getMonthValue() - 1;
            case YEAR -> date.getYear() - 1970L;
        };
    }

    @Override
    public long start(long index) {
        int place = (int) Math.floorMod(index, (long) REMEMBERED);
        if (indexes[place] != index) {
            starts[place] = compute(index);
            indexes[place] = index;
        }
        return starts[place];
    }

    private long compute(long index) {
        LocalDate date = switch (unit) {
            case DAY -> LocalDate.ofEpochDay(index);
            case WEEK -> FIRST_MONDAY.plus(index, ChronoUnit.WEEKS);
            case MONTH -> LocalDate.EPOCH.plusMonths(index);
            case YEAR -> LocalDate.EPOCH.plusYears(index);
        };
        return EventTime.ofInstant(LocalDateTime.of(date, from).atZone(zone).toInstant());
    }
}
