package io.weir.benchmarks.window;

/** The readings that every contestant takes, computed from their numbers: of a thousand keys, fifty thousand a second. */
final class Readings {
    static final int KEYS = 1000;
    static final long START = 1_764_000_000_000_000_000L;
    /** Between two readings. */
    static final long STEP_NANOS = 20_000;

    static final long SECOND_NANOS = 1_000_000_000L;

    private static final String[] NAMES = new String[KEYS];

    static {
        for (int i = 0; i < KEYS; i++) {
            NAMES[i] = "press-" + i;
        }
    }

    private Readings() {}

    static int key(long n) {
        return (int) (n * 31 % KEYS);
    }

    static String name(int key) {
        return NAMES[key];
    }

    static long timeNanos(long n) {
        return START + n * STEP_NANOS;
    }

    /** How many of so many hundreds of readings the filter lets in. */
    static long passing(long rows) {
        return rows - rows / 100;
    }

    /** One in a hundred is beyond what the filter lets in. */
    static double temp(long n) {
        return n % 100 == 7 ? 500 : 20 + n * 31 % 1009 / 50.0;
    }
}
