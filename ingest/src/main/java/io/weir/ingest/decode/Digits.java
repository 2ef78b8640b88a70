package io.weir.ingest.decode;

import java.nio.charset.StandardCharsets;

/** Hot path. Numbers into decimal notation, ASCII, at the end of an array of at least 20 bytes. */
public final class Digits {
    private static final byte[] MIN = "-9223372036854775808".getBytes(StandardCharsets.US_ASCII);

    private Digits() {}

    /** Writes a number; returns where it begins. */
    public static int write(long value, byte[] target) {
        if (value == Long.MIN_VALUE) {
            System.arraycopy(MIN, 0, target, target.length - MIN.length, MIN.length);
            return target.length - MIN.length;
        }
        int from = positive(Math.abs(value), target, target.length);
        if (value < 0) {
            target[--from] = '-';
        }
        return from;
    }

    /** Writes a number whose 64 bits have no sign; returns where it begins. */
    static int writeUnsigned(long value, byte[] target) {
        if (value >= 0) {
            return positive(value, target, target.length);
        }
        target[target.length - 1] = (byte) ('0' + Long.remainderUnsigned(value, 10));
        return positive(Long.divideUnsigned(value, 10), target, target.length - 1);
    }

    private static int positive(long value, byte[] target, int end) {
        int i = end;
        long rest = value;
        do {
            target[--i] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return i;
    }

    /** The shortest decimal number that stands for a finite double, as {@link Double#toString(double)} has it. */
    static byte[] of(double value) {
        return Double.toString(value).getBytes(StandardCharsets.US_ASCII);
    }
}
