package io.weir.ingest.decode;

import io.weir.model.EventTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;

/**
 * Hot path. Reads ISO-8601 dates with time and zone out of UTF-8. The usual form, {@code 2026-11-22T10:00:00.25+01:00},
 * is read without allocating; what is left goes through {@link EventTime#parseIso}. One thread.
 */
final class IsoTime {
    /** Epoch nanoseconds after {@link #parse} returned true. */
    long nanos;

    private byte[] bytes = {};
    private int position;
    private int end;

    /** False if the text is no such date, or lies outside what epoch nanoseconds can hold. */
    boolean parse(byte[] text, int offset, int length) {
        bytes = text;
        position = offset;
        end = offset + length;
        if (parseUsual()) {
            return true;
        }
        try {
            nanos = EventTime.parseIso(new String(text, offset, length, StandardCharsets.UTF_8));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private boolean parseUsual() {
        int year = number(4);
        boolean form = take('-');
        int month = number(2);
        form &= take('-');
        int day = number(2);
        form &= take('T');
        int hour = number(2);
        form &= take(':');
        int minute = number(2);
        form &= take(':');
        int second = number(2);
        if (!form || year < 1900 || year > 2200 || !isDay(year, month, day)) {
            return false;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return false;
        }
        int fraction = fraction();
        int zone = zoneSeconds();
        if (fraction < 0 || zone == Integer.MIN_VALUE || position != end) {
            return false;
        }
        long seconds = epochDay(year, month, day) * 86_400 + hour * 3600L + minute * 60L + second - zone;
        nanos = seconds * 1_000_000_000L + fraction;
        return true;
    }

    private static boolean isDay(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = month == 2 ? leap ? 29 : 28 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        return day <= days;
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar; years count from March so that leap days come last. */
    private static long epochDay(int year, int month, int day) {
        int y = month > 2 ? year : year - 1;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return 365L * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
    }

    /** The value of exactly {@code count} digits, or -1. */
    private int number(int count) {
        if (end - position < count) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = bytes[position + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        position += count;
        return value;
    }

    private boolean take(char expected) {
        if (position < end && bytes[position] == expected) {
            position++;
            return true;
        }
        return false;
    }

    /** Nanoseconds of an optional fraction of up to nine digits, or -1. */
    private int fraction() {
        if (!take('.')) {
            return 0;
        }
        int value = 0;
        int digits = 0;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            if (++digits > 9) {
                return -1;
            }
            value = value * 10 + bytes[position++] - '0';
        }
        if (digits == 0) {
            return -1;
        }
        for (; digits < 9; digits++) {
            value *= 10;
        }
        return value;
    }

    /** Seconds east of UTC, or {@link Integer#MIN_VALUE}. */
    private int zoneSeconds() {
        if (take('Z')) {
            return 0;
        }
        boolean west = take('-');
        if (!west && !take('+')) {
            return Integer.MIN_VALUE;
        }
        int hours = number(2);
        boolean colon = take(':');
        int minutes = number(2);
        if (!colon || hours < 0 || hours > 17 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3600 + minutes * 60;
        return west ? -seconds : seconds;
    }
}
