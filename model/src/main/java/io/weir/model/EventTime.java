package io.weir.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Event times: epoch nanoseconds inside, ISO-8601 outside. Covers 1677-09-21 to 2262-04-11. */
public final class EventTime {
    /** Before every event time; no watermark yet. */
    public static final long MIN = Long.MIN_VALUE;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private EventTime() {}

    /** ISO-8601 in UTC, with as many of 0, 3, 6 or 9 decimals as the value needs: {@code 2026-11-22T10:00:00.250Z}. */
    public static String format(long epochNanos) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND))
                .toString();
    }

    /**
     * The epoch nanoseconds of an ISO-8601 date and time with {@code Z} or an offset.
     *
     * @throws DateTimeParseException if the text is not one
     * @throws DateTimeException if it lies outside the years that epoch nanoseconds can hold
     */
    public static long parseIso(CharSequence text) {
        return ofInstant(OffsetDateTime.parse(text).toInstant());
    }

    /**
     * The epoch nanoseconds of an instant.
     *
     * @throws DateTimeException if it lies outside the years that epoch nanoseconds can hold
     */
    public static long ofInstant(Instant instant) {
        try {
            long seconds = instant.getEpochSecond();
            int nanos = instant.getNano();
            // One second is borrowed below zero, so that the first representable second does not overflow.
            return seconds < 0 && nanos > 0
                    ? Math.addExact(Math.multiplyExact(seconds + 1, NANOS_PER_SECOND), nanos - NANOS_PER_SECOND)
                    : Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), nanos);
        } catch (ArithmeticException e) {
            throw new DateTimeException(instant + " lies outside 1677-09-21 to 2262-04-11", e);
        }
    }

    /** A time and a duration, both nanoseconds; beyond either end of all times, that end. {@link #MIN} stays {@link #MIN}. */
    public static long plus(long timeNanos, long nanos) {
        long sum = timeNanos + nanos;
        if (timeNanos == MIN) {
            return MIN;
        }
        return ((timeNanos ^ sum) & (nanos ^ sum)) < 0 ? (timeNanos < 0 ? MIN : Long.MAX_VALUE) : sum;
    }
}
