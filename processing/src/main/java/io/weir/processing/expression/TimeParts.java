package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Hot path. A part of times. It is the same within a minute in every zone, whose offsets are whole minutes in our time, and it
 * is computed once for each of the last minutes.
 */
final class TimeParts extends ComputedLongs {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int REMEMBERED = 256;

    private final TimePart part;
    private final LongVector times;
    private final ZoneId zone;
    private final long[] minutes = new long[REMEMBERED];
    private final long[] parts = new long[REMEMBERED];

    TimeParts(TimePart part, LongVector times, ZoneId zone) {
        super(FieldType.LONG);
        this.part = part;
        this.times = times;
        this.zone = zone;
        Arrays.fill(minutes, Long.MIN_VALUE);
    }

    @Override
    public void load(RowBatch batch) {
        times.load(batch);
        prepare(batch);
        for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
            if (times.isKnown(row)) {
                set(row, part(Math.floorDiv(times.values[row], MINUTE)));
            }
        }
    }

    private long part(long minute) {
        int place = (int) (minute & (REMEMBERED - 1));
        if (minutes[place] != minute) {
            minutes[place] = minute;
            parts[place] = part.of(Instant.ofEpochSecond(minute * 60).atZone(zone));
        }
        return parts[place];
    }
}
