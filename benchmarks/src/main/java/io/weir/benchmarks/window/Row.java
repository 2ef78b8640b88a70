package io.weir.benchmarks.window;

import java.io.Serializable;

/** A reading as an object, as the other systems take it. */
public record Row(String key, long timeMs, double temp) implements Serializable {
    static Row of(long n) {
        return new Row(Readings.name(Readings.key(n)), Readings.timeMs(n), Readings.temp(n));
    }
}
