package io.weir.benchmarks;

import java.nio.charset.StandardCharsets;

/** The reading that all loads send: about 120 bytes of JSON with seven fields. */
final class Payloads {
    static final int DEVICES = 1000;

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

    static long nowMicros() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
