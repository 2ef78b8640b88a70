package io.weir.storage;

import java.time.Duration;

/**
 * What tests change.
 *
 * @param rollBytes a generation that has grown to this is followed by the next; less where the limits are small
 * @param housekeeping how often retention looks, also when nothing is appended
 */
record StoreOptions(long rollBytes, Duration housekeeping) {
    static final StoreOptions DEFAULT = new StoreOptions(256L << 20, Duration.ofMinutes(1));
}
