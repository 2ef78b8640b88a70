package io.weir.appliance;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/**
 * Makes series that ask a part for its figure when they are read.
 *
 * @param registry where they are kept
 */
record Meters(MeterRegistry registry) {
    /** A figure that may go up and down. */
    <T> void gauge(String name, String description, Tags tags, T part, ToDoubleFunction<T> value) {
        Gauge.builder(name, part, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** A figure that only grows. */
    <T> void counter(String name, String description, Tags tags, T part, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, part, value)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
