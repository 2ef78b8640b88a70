package io.weir.processing.window;

/**
 * How much state a pipeline may hold. Rows of groups beyond count together as one more group, the others; rows for which there
 * is no room at all are refused and counted.
 *
 * @param maxGroups groups with state in any slice, beside the others
 * @param maxGroupBytes bytes of the {@code group_by} values of those together
 * @param maxSlots (group, slice) pairs with state, at most {@link #MOST_SLOTS}
 */
public record WindowLimits(int maxGroups, int maxGroupBytes, int maxSlots) {
    /** The largest {@link #maxSlots} there may be. */
    public static final int MOST_SLOTS = 1 << 23;

    private static final int MIN_GROUP_BYTES = 16 << 20;
    private static final int BYTES_PER_GROUP = 128;
    private static final int MIN_SLOTS = 1_000_000;
    private static final int SLOTS_PER_GROUP = 8;

    /** Limits for so many groups, with 128 bytes and eight pairs for each, at least 16 MiB and 1,000,000. */
    public static WindowLimits of(int maxGroups) {
        return new WindowLimits(
                maxGroups,
                (int) Math.max(MIN_GROUP_BYTES, Math.min(Integer.MAX_VALUE / 2, (long) BYTES_PER_GROUP * maxGroups)),
                (int) Math.max(MIN_SLOTS, Math.min(MOST_SLOTS, (long) SLOTS_PER_GROUP * maxGroups)));
    }

    public WindowLimits {
        if (maxGroups < 1 || maxGroupBytes < 1 || maxSlots < 1 || maxSlots > MOST_SLOTS) {
            throw new IllegalArgumentException("limits must be positive, and maxSlots at most " + MOST_SLOTS);
        }
    }
}
