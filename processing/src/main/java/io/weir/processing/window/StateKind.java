package io.weir.processing.window;

import io.weir.config.WindowConfig;
import io.weir.processing.expression.BoolVector;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Windows that last as long as a state does.
 *
 * @param begin whether a row begins the state
 * @param end whether a row ends it; null: where {@code begin} is false
 * @param holdNanos how long it must last before it counts
 * @param renews whether a row that ends the state may begin another
 */
public record StateKind(
        BoolVector begin,
        @Nullable BoolVector end,
        long holdNanos,
        boolean renews,
        long minTimeNanos,
        long maxTimeNanos)
        implements WindowKind {
    /**
     * What a configuration asks for, with its conditions compiled.
     *
     * @throws IllegalArgumentException with a message for the configuration's author, if it is not possible
     */
    public static StateKind of(
            WindowConfig.State config, BoolVector begin, @Nullable BoolVector end, Duration outOfOrderness) {
        long hold = config.hold().isZero() ? 0 : Margins.nanos(config.hold(), "for");
        return of(begin, end, hold, false, Margins.of(2 * hold + 2, config, outOfOrderness));
    }

    /**
     * Silences: a state that each row begins, and ends if it is there.
     *
     * @param always true for each row
     * @throws IllegalArgumentException with a message for the configuration's author, if it is not possible
     */
    public static StateKind silence(WindowConfig.Silence config, BoolVector always, Duration outOfOrderness) {
        long after = Margins.nanos(config.after(), "after");
        return of(always, always, after, true, Margins.of(2 * after + 2, config, outOfOrderness));
    }

    private static StateKind of(
            BoolVector begin, @Nullable BoolVector end, long hold, boolean renews, Margins margins) {
        return new StateKind(begin, end, hold, renews, margins.minTimeNanos(), margins.maxTimeNanos());
    }

    @Override
    public Windows open(WindowParts parts) {
        return new StateWindows(this, parts);
    }
}
