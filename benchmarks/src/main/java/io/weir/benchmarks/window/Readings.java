package io.weir.benchmarks.window;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The readings that every contestant takes, computed from their numbers: of a thousand keys, fifty thousand a second. */
final class Readings {
    static final int KEYS = 1000;
    /** The start of a second, epoch nanoseconds. */
    static final long START = 1_764_000_000_000_000_000L;
    /** Between two readings. */
    static final long STEP_NANOS = 20_000;

    static final long SECOND_NANOS = 1_000_000_000L;
    /** What the filter leaves out. */
    static final double TOO_HOT = 200;

    /** Prime: a key has other temps each time. */
    private static final int TEMPS = 1009;

    private static final double[] TEMP = new double[TEMPS];
    private static final int TOO_HOT_EVERY = 100;
    private static final String[] NAMES = new String[KEYS];
    private static final byte[][] BYTES = new byte[KEYS][];

    static {
        for (int i = 0; i < KEYS; i++) {
            NAMES[i] = "press-" + i;
            BYTES[i] = NAMES[i].getBytes(StandardCharsets.UTF_8);
        }
        for (int i = 0; i < TEMPS; i++) {
            TEMP[i] = i % TOO_HOT_EVERY == 7 ? 500 : 20 + i * 31 % TEMPS / 50.0;
        }
    }

    private Readings() {}

    static int key(long n) {
        return (int) (n * 31 % KEYS);
    }

    static String name(int key) {
        return NAMES[key];
    }

    /** The name as it comes from a wire; not to be written. */
    static byte[] nameBytes(int key) {
        return BYTES[key];
    }

    static long timeNanos(long n) {
        return START + n * STEP_NANOS;
    }

    static long timeMs(long n) {
        return timeNanos(n) / 1_000_000;
    }

    /** About one in a hundred is too hot. */
    static double temp(long n) {
        return TEMP[(int) (n % TEMPS)];
    }

    /** How many of so many readings the filter lets in. */
    static long passing(long rows) {
        return rows / TEMPS * passing(TEMPS, TEMP) + passing((int) (rows % TEMPS), TEMP);
    }

    private static long passing(int count, double[] temps) {
        return Arrays.stream(temps, 0, count).filter(temp -> temp < TOO_HOT).count();
    }

    /** When all windows over so many readings have ended. */
    static long endNanos(long rows) {
        return timeNanos(rows) + 100 * SECOND_NANOS;
    }
}
