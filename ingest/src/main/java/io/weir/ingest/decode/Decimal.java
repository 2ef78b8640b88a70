package io.weir.ingest.decode;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Hot path. Reads a decimal number ({@code -12.50e3}) out of chars, exactly, without allocating for numbers of up to 18
 * digits. An optional sign and leading zeros are allowed, white space and words ({@code NaN}) are not. One thread.
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

    private boolean negative;
    /** The digits without point and leading zeros; meaningless if {@link #digits} exceeds {@link #MAX_DIGITS}. */
    private long unscaled;

    private int digits;
    private int exponent;

    /** As a double, correctly rounded. */
    Outcome toDouble(char[] chars, int offset, int length) {
        if (!scan(chars, offset, length)) {
            return Outcome.NOT_A_NUMBER;
        }
        if (digits <= MAX_DIGITS && unscaled <= (long) MAX_EXACT && exponent >= -22 && exponent <= 22) {
            // Clinger's fast path: both operands are exact, so that the one operation rounds correctly.
            double value = exponent < 0 ? unscaled / POWERS[-exponent] : unscaled * POWERS[exponent];
            doubleValue = negative ? -value : value;
            return Outcome.OK;
        }
        doubleValue = JavaDoubleParser.parseDouble(chars, offset, length);
        return Double.isInfinite(doubleValue) ? Outcome.OVERFLOW : Outcome.OK;
    }

    /** As a whole number; {@code 21.0} and {@code 2e3} are whole. */
    Outcome toLong(char[] chars, int offset, int length) {
        if (!scan(chars, offset, length)) {
            return Outcome.NOT_A_NUMBER;
        }
        return scaled(chars, offset, length, 0, false);
    }

    /**
     * The number times a power of ten as a whole number; digits beyond are cut off, towards minus infinity.
     *
     * @param power 0 to 9
     */
    Outcome toScaledLong(char[] chars, int offset, int length, int power) {
        if (!scan(chars, offset, length)) {
            return Outcome.NOT_A_NUMBER;
        }
        return scaled(chars, offset, length, power, true);
    }

    private Outcome scaled(char[] chars, int offset, int length, int power, boolean cut) {
        if (digits > MAX_DIGITS) {
            return scaledSlowly(chars, offset, length, power, cut);
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

    private Outcome scaledSlowly(char[] chars, int offset, int length, int power, boolean cut) {
        if (digits + exponent > MAX_PLACES) {
            return Outcome.OVERFLOW;
        }
        if (length > MAX_PLACES || exponent < -MAX_PLACES) {
            return cut ? Outcome.NOT_A_NUMBER : Outcome.FRACTION;
        }
        BigDecimal value = new BigDecimal(chars, offset, length).scaleByPowerOfTen(power);
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

    /** Takes the number apart; false if it is none. */
    private boolean scan(char[] chars, int offset, int length) {
        int i = offset;
        int end = offset + length;
        negative = i < end && chars[i] == '-';
        if (i < end && (chars[i] == '-' || chars[i] == '+')) {
            i++;
        }
        unscaled = 0;
        digits = 0;
        exponent = 0;
        int start = i;
        i = scanDigits(chars, i, end);
        if (i == start) {
            return false;
        }
        if (i < end && chars[i] == '.') {
            int point = ++i;
            i = scanDigits(chars, i, end);
            if (i == point) {
                return false;
            }
            exponent = point - i;
        }
        if (i < end && (chars[i] == 'e' || chars[i] == 'E')) {
            return scanExponent(chars, i + 1, end);
        }
        return i == end;
    }

    private int scanDigits(char[] chars, int from, int end) {
        int i = from;
        for (; i < end; i++) {
            int digit = chars[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            if (digits > 0 || digit > 0) {
                digits++;
            }
            if (digits <= MAX_DIGITS) {
                unscaled = unscaled * 10 + digit;
            }
        }
        return i;
    }

    private boolean scanExponent(char[] chars, int from, int end) {
        int i = from;
        boolean minus = i < end && chars[i] == '-';
        if (i < end && (chars[i] == '-' || chars[i] == '+')) {
            i++;
        }
        if (i == end) {
            return false;
        }
        int value = 0;
        for (; i < end; i++) {
            int digit = chars[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = Math.min(MAX_EXPONENT, value * 10 + digit);
        }
        exponent += minus ? -value : value;
        return true;
    }
}
