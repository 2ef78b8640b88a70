package io.weir.processing.window;

import io.weir.config.WindowConfig;
import java.time.Duration;

/**
 * So many rows of a group, in the order of the journal.
 *
 * @param hop how many rows the starts of windows are apart
 * @param parts how many hops make a window
 */
record CountKind(int hop, int parts, long minTimeNanos, long maxTimeNanos) implements WindowKind {
    static CountKind of(WindowConfig.Count config, Duration outOfOrderness) {
        Margins margins = Margins.of(1, config, outOfOrderness);
        return new CountKind(
                config.hop(), config.size() / config.hop(), margins.minTimeNanos(), margins.maxTimeNanos());
    }

    @Override
    public Windows open(WindowParts windowParts) {
        return new CountWindows(this, windowParts);
    }
}
