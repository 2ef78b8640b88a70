package io.weir.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The reading that all loads send: about 120 bytes of JSON with seven fields. */
final class Payloads {
    static final int DEVICES = 1000;
    private static final String OFFSET = "clock_offset";
    private static final long OFFSET_MICROS = Long.getLong(OFFSET, offsetMicros());

    private Payloads() {}

    /**
     * One reading.
     *
     * @param sequence also chooses the device and the values
     * @param micros the moment that the schedule asks for it to be sent, epoch microseconds
     */
    static byte[] reading(long sequence, long micros) {
        long device = Math.floorMod(sequence * 7919, DEVICES);
        String json = "{\"device\":\"d" + (1000 + device) + "\",\"ts\":" + micros + ",\"temp\":"
                + (200 + sequence % 600) / 10 + "." + sequence % 10 + ",\"rpm\":" + (1000 + sequence % 500)
                + ",\"line\":" + device % 8 + ",\"state\":\"running\",\"seq\":" + sequence + ",\"pressure\":4.125}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Epoch microseconds by the monotonic clock, which all processes of a Linux machine share: the wall clock may be set
     * and bent while something is measured.
     */
    static long nowMicros() {
        return micros(System.nanoTime());
    }

    /** The epoch microseconds of a moment of {@link System#nanoTime}. */
    static long micros(long nanoTime) {
        return OFFSET_MICROS + nanoTime / 1000;
    }

    /** The JVM option with which another process has the same {@link #nowMicros}. */
    static String clockOption() {
        return "-D" + OFFSET + "=" + OFFSET_MICROS;
    }

    /** What {@link #nowMicros} adds to the monotonic clock, for programs that are not Java. */
    static long clockOffsetMicros() {
        return OFFSET_MICROS;
    }

    private static long offsetMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000 - System.nanoTime() / 1000;
    }
}
