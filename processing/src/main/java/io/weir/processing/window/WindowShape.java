package io.weir.processing.window;

import io.weir.config.WindowConfig;
import java.time.Duration;

/**
 * How time is cut. A slice is the time between two neighbouring window starts; a window is {@code slices} slices in a
 * row, and overlapping windows share them: window w is slices w to w + slices − 1, so a row of slice i belongs to the windows
 * i − slices + 1 to i.
 */
public sealed interface WindowShape extends WindowKind permits FixedShape, CalendarShape, EarlyShape {
    /** The most slices that a window may have. */
    int MAX_SLICES = 10_000;

    /**
     * The shape of a window.
     *
     * @throws IllegalArgumentException with a message for the configuration's author, if it is not possible
     */
    static WindowShape of(WindowConfig config, Duration outOfOrderness) {
        if (config instanceof WindowConfig.Early early) {
            return new EarlyShape(of(early.windows(), outOfOrderness), Margins.nanos(early.every(), "every"));
        }
        if (config instanceof WindowConfig.Calendar calendar) {
            return new CalendarShape(calendar, Margins.of(CalendarShape.LONGEST, config, outOfOrderness));
        }
        if (config instanceof WindowConfig.Hopping hopping) {
            return FixedShape.of(hopping.size(), hopping.hop(), hopping.offset(), config, outOfOrderness);
        }
        WindowConfig.Tumbling tumbling = (WindowConfig.Tumbling) config;
        return FixedShape.of(tumbling.size(), tumbling.size(), tumbling.offset(), config, outOfOrderness);
    }

    /** How many slices make a window; 1: windows do not overlap. */
    int slices();

    /** How often windows tell what they have before they end, in watermark; 0: never. */
    default long everyNanos() {
        return 0;
    }

    /** How long after its end (in watermark) a window still takes rows. */
    long latenessNanos();

    @Override
    default Windows open(WindowParts parts) {
        return new SlicedWindows(this, parts);
    }

    /** The slice that a time belongs to. */
    long slice(long timeNanos);

    /** Where slice or window {@code index} starts. */
    long start(long index);

    /** Where window {@code index} ends; exclusive. */
    default long end(long index) {
        return start(index + slices());
    }

    /** The last window that ends at or before a time. */
    default long lastEndedAt(long timeNanos) {
        return slice(timeNanos) - slices();
    }
}
