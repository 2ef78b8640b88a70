package io.weir.processing.aggregate;

/**
 * Which of its rows an aggregate keeps, by a {@link RowOrder}; among equal ones by event time, and then by journal order. Rows
 * of one time are in one slice, so that the slices make no difference.
 */
enum Choice {
    /** The smallest, of equal ones the earliest: {@code first}, {@code arg_min}. */
    FIRST_SMALLEST,
    /** The largest, of equal ones the last: {@code last}. */
    LAST_LARGEST,
    /** The largest, of equal ones the earliest: {@code arg_max}. */
    FIRST_LARGEST;

    /** Whether a row that comes later takes the place of the one that is kept. */
    boolean takes(long key, long timeNanos, long keptKey, long keptTimeNanos) {
        return switch (this) {
            case FIRST_SMALLEST -> key < keptKey || (key == keptKey && timeNanos < keptTimeNanos);
            case LAST_LARGEST -> key >= keptKey;
            case FIRST_LARGEST -> key > keptKey || (key == keptKey && timeNanos < keptTimeNanos);
        };
    }
}
