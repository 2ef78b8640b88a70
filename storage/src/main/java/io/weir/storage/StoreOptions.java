package io.weir.storage;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What tests change.
 *
 * @param rollBytes a generation that has grown to this is followed by the next; less where the limits are small
 * @param housekeeping how often retention looks, also when nothing is appended
 * @param nanoTime the monotonic clock, by which generations grow old
 */
record StoreOptions(long rollBytes, Duration housekeeping, LongSupplier nanoTime) {
    static final StoreOptions DEFAULT = new StoreOptions(256L << 20, Duration.ofMinutes(1));

    StoreOptions(long rollBytes, Duration housekeeping) {
        this(rollBytes, housekeeping, System::nanoTime);
    }
}
