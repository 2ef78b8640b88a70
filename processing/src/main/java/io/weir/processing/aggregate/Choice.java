package io.weir.processing.aggregate;

/** Which of its rows an aggregate keeps, by a {@link RowOrder}; among equal ones by journal order. */
enum Choice {
    /** The smallest, of equal ones the first: {@code first}, {@code arg_min}. */
    FIRST_SMALLEST,
    /** The largest, of equal ones the last: {@code last}. */
    LAST_LARGEST,
    /** The largest, of equal ones the first: {@code arg_max}. */
    FIRST_LARGEST;

    /** Whether a later row takes the place of the one that is kept. */
    boolean takes(long key, long kept) {
        return switch (this) {
            case FIRST_SMALLEST -> key < kept;
            case LAST_LARGEST -> key >= kept;
            case FIRST_LARGEST -> key > kept;
        };
    }
}
