package io.weir.ingest.decode;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Hot path. Reads a decimal number ({@code -12.50e3}) out of ASCII, exactly, without allocating for numbers of up to 18
 * digits, and whole ones that fit a long: {@link #scan} finds it, then it can be had as any type. An optional sign and leading zeros are allowed, white
 * space and words ({@code NaN}) are not. One thread.
 */
final class Decimal {
    /** What became of a conversion. */
    enum Outcome {
        /** {@link #longValue} or {@link #doubleValue} has the value. */
        OK,
        /** Not a decimal number. */
        NOT_A_NUMBER,
        /** Has digits behind the point that a whole number cannot keep. */
        FRACTION,
        /** Beyond the type's range. */
        OVERFLOW
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ASCII_ZEROS = 0x3030303030303030L;
    private static final long ABOVE_NINE = 0x7676767676767676L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int MAX_DIGITS = 18;
    /** Exponents are clamped to this; far beyond every type's range. */
    private static final int MAX_EXPONENT = 100_000;
    /** Beyond this many places a number is surely out of range, or surely a fraction. */
    private static final int MAX_PLACES = 400;

    private static final double MAX_EXACT = 9_007_199_254_740_992.0;
    private static final double[] POWERS = new double[23];
    private static final long[] LONG_POWERS = new long[19];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = Double.parseDouble("1e" + i);
        }
        LONG_POWERS[0] = 1;
        for (int i = 1; i < LONG_POWERS.length; i++) {
            LONG_POWERS[i] = LONG_POWERS[i - 1] * 10;
        }
    }

    /** The value after {@link #toLong} or {@link #toScaledLong}. */
    long longValue;
    /** The value after {@link #toDouble}. */
    double doubleValue;

    // What was scanned last:
    private byte[] bytes = {};
    private int start;
    private int length;
    private boolean negative;
    /** The digits without point and leading zeros; meaningless if {@link #digits} exceeds {@link #MAX_DIGITS}. */
    private long unscaled;

    private int digits;
    private int exponent;

    /**
     * Reads the number that begins at {@code from}, as far as it goes.
     *
     * @return where it ends, at most {@code end}; -1 if there is none, or one that breaks off ({@code 1.}, {@code 1e})
     */
    int scan(byte[] text, int from, int end) {
        bytes = text;
        start = from;
        int i = from;
        negative = i < end && text[i] == '-';
        if (i < end && (text[i] == '-' || text[i] == '+')) {
            i++;
        }
        int first = i;
        unscaled = 0;
        exponent = 0;
        i = skipZeros(text, i, end);
        int significant = i;
        i = scanDigits(text, i, end);
        digits = i - significant;
        if (i == first) {
            return -1;
        }
        if (i < end && text[i] == '.') {
            int point = ++i;
            significant = digits == 0 ? skipZeros(text, i, end) : i;
            i = scanDigits(text, significant, end);
            if (i == point) {
                return -1;
            }
            digits += i - significant;
            exponent = point - i;
        }
        if (i < end && (text[i] | 0x20) == 'e') {
            i = scanExponent(text, i + 1, end);
        }
        length = i - from;
        return i;
    }

    private static int skipZeros(byte[] text, int from, int end) {
        int i = from;
        while (i < end && text[i] == '0') {
            i++;
        }
        return i;
    }

    /** Adds digits to {@link #unscaled}, which overflows when there are too many. */
    private int scanDigits(byte[] text, int from, int end) {
        int i = from;
        long value = unscaled;
        while (text.length - i >= Long.BYTES) {
            // Digits become 0 to 9; of everything else, and of what a carry makes of bytes behind it, the high bit is
            // set.
            long word = (long) LONGS.get(text, i) ^ ASCII_ZEROS;
            long others = ((word + ABOVE_NINE) | word) & HIGH_BITS;
            int count = Math.min(Long.numberOfTrailingZeros(others) >>> 3, end - i);
            if (count < Long.BYTES) {
                unscaled = count == 0
                        ? value
                        : value * LONG_POWERS[count] + eightDigits(word << (Long.SIZE - Byte.SIZE * count));
                return i + count;
            }
            value = value * 100_000_000 + eightDigits(word);
            i += Long.BYTES;
        }
        while (i < end) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            i++;
        }
        unscaled = value;
        return i;
    }

    /** The value of eight digits, the first in the lowest byte: neighbours are joined to pairs, then to fours. */
    private static long eightDigits(long word) {
        long pairs = (word * 2561) >>> 8;
        long fours = ((pairs & 0x00ff00ff00ff00ffL) * 6553601) >>> 16;
        return ((fours & 0x0000ffff0000ffffL) * 42949672960001L) >>> 32;
    }

    private int scanExponent(byte[] text, int from, int end) {
        int i = from;
        boolean minus = i < end && text[i] == '-';
        if (i < end && (text[i] == '-' || text[i] == '+')) {
            i++;
        }
        int first = i;
        int value = 0;
        while (i < end && text[i] >= '0' && text[i] <= '9') {
            value = Math.min(MAX_EXPONENT, value * 10 + text[i] - '0');
            i++;
        }
        exponent += minus ? -value : value;
        return i == first ? -1 : i;
    }

    /** What was scanned, as a double, correctly rounded. */
    Outcome toDouble() {
        if (digits <= MAX_DIGITS && unscaled <= (long) MAX_EXACT && exponent >= -22 && exponent <= 22) {
            // Clinger's fast path: both operands are exact, so that the one operation rounds correctly.
            double value = exponent < 0 ? unscaled / POWERS[-exponent] : unscaled * POWERS[exponent];
            doubleValue = negative ? -value : value;
            return Outcome.OK;
        }
        doubleValue = JavaDoubleParser.parseDouble(bytes, start, length);
        return Double.isInfinite(doubleValue) ? Outcome.OVERFLOW : Outcome.OK;
    }

    /** What was scanned, as a whole number; {@code 21.0} and {@code 2e3} are whole. */
    Outcome toLong() {
        return scaled(0, false);
    }

    /**
     * What was scanned, times a power of ten as a whole number; digits beyond are cut off, towards minus infinity.
     *
     * @param power 0 to 9
     */
    Outcome toScaledLong(int power) {
        return scaled(power, true);
    }

    private Outcome scaled(int power, boolean cut) {
        // Nanoseconds since 1970 have 19 digits; these do not overflow 64 bits, and as seldom 63.
        if (digits > MAX_DIGITS + 1 || (digits == MAX_DIGITS + 1 && unscaled < 0)) {
            return scaledSlowly(power, cut);
        }
        int places = exponent + power;
        long value = negative ? -unscaled : unscaled;
        if (value == 0) {
            longValue = 0;
            return Outcome.OK;
        }
        if (places >= 0) {
            if (places >= LONG_POWERS.length) {
                return Outcome.OVERFLOW;
            }
            long high = Math.multiplyHigh(value, LONG_POWERS[places]);
            long low = value * LONG_POWERS[places];
            if (high != low >> 63) {
                return Outcome.OVERFLOW;
            }
            longValue = low;
            return Outcome.OK;
        }
        long divisor = -places < LONG_POWERS.length ? LONG_POWERS[-places] : Long.MAX_VALUE;
        if (!cut && value % divisor != 0) {
            return Outcome.FRACTION;
        }
        longValue = Math.floorDiv(value, divisor);
        return Outcome.OK;
    }

    private Outcome scaledSlowly(int power, boolean cut) {
        if (digits + exponent > MAX_PLACES) {
            return Outcome.OVERFLOW;
        }
        if (length > MAX_PLACES || exponent < -MAX_PLACES) {
            return cut ? Outcome.NOT_A_NUMBER : Outcome.FRACTION;
        }
        BigDecimal value =
                new BigDecimal(new String(bytes, start, length, StandardCharsets.US_ASCII)).scaleByPowerOfTen(power);
        BigInteger whole = value.setScale(0, RoundingMode.FLOOR).toBigInteger();
        if (!cut && value.compareTo(new BigDecimal(whole)) != 0) {
            return Outcome.FRACTION;
        }
        if (whole.bitLength() > 63) {
            return Outcome.OVERFLOW;
        }
        longValue = whole.longValue();
        return Outcome.OK;
    }
}
