package io.weir.config;

import java.util.Optional;

/**
 * Where a row's event time stands.
 *
 * @param unit how a number is read; texts are read as ISO-8601 with a zone for every unit
 * @param pattern how it is read instead, digits or text
 */
public record TimeConfig(PayloadPath path, TimeUnitConfig unit, Optional<TimePattern> pattern) {
    public TimeConfig(PayloadPath path, TimeUnitConfig unit) {
        this(path, unit, Optional.empty());
    }
}
