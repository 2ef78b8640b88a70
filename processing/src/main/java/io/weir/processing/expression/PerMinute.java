package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Hot path. What the clocks and the calendar of a zone say of times. It is the same within a minute in every zone, whose offsets
 * are whole minutes in our time, and it is computed once for each of the last minutes.
 */
final class PerMinute extends ComputedLongs {
    /** What a function gives that has no answer: the result is null. */
    static final long NONE = Long.MIN_VALUE;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int REMEMBERED = 256;

    private final LongVector times;
    private final ZoneId zone;
    private final ToLongFunction<ZonedDateTime> function;
    private final long[] minutes = new long[REMEMBERED];
    private final long[] answers = new long[REMEMBERED];

    /** @param function of the beginning of a minute; {@link #NONE}: no answer */
    PerMinute(FieldType type, LongVector times, ZoneId zone, ToLongFunction<ZonedDateTime> function) {
        super(type);
        this.times = times;
        this.zone = zone;
        this.function = function;
        Arrays.fill(minutes, Long.MIN_VALUE);
    }

    @Override
    public void load(RowBatch batch) {
        times.load(batch);
        prepare(batch);
        for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
            if (times.isKnown(row)) {
                long answer = answer(Math.floorDiv(times.values[row], MINUTE));
                if (answer != NONE) {
                    set(row, answer);
                }
            }
        }
    }

    private long answer(long minute) {
        int place = (int) (minute & (REMEMBERED - 1));
        if (minutes[place] != minute) {
            minutes[place] = minute;
            answers[place] =
                    function.applyAsLong(Instant.ofEpochSecond(minute * 60).atZone(zone));
        }
        return answers[place];
    }
}
