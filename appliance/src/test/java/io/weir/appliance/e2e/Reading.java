package io.weir.appliance.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One reading of a simulated press, as the tests send it and expect it back.
 *
 * @param id unique; travels as a field, so that a lost or doubled reading is seen
 * @param device also the key
 * @param timeMs event time
 * @param temp a multiple of 1/8, so that sums are exact in any order
 */
record Reading(long id, String device, long timeMs, double temp) {
    static final long START_MS = 1_795_341_600_000L;

    /**
     * Readings of some devices, two milliseconds apart, each up to {@code disorderMs} behind its place.
     */
    static List<Reading> generate(int count, int devices, int disorderMs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Reading> readings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long time = START_MS + i * 2L - random.nextInt(disorderMs + 1);
            readings.add(new Reading(i, "p" + random.nextInt(devices), time, random.nextInt(-400, 1600) / 8.0));
        }
        return readings;
    }

    String json() {
        return "{\"id\":" + id + ",\"device\":\"" + device + "\",\"ts\":" + timeMs + ",\"m\":{\"temp\":" + temp
                + "},\"ignored\":[1,{\"x\":null}]}";
    }
}
