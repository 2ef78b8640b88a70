package io.weir.appliance.cli;

import io.weir.config.Durations;
import java.time.Duration;

/** Values as the configuration writes them. */
final class Texts {
    private Texts() {}

    static String duration(Duration duration) {
        return Durations.format(duration);
    }
}
