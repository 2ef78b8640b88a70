package io.weir.processing.window;

/**
 * How much state a pipeline may hold. Rows that would need more are refused and counted, never kept.
 *
 * @param maxGroups groups with state in any slice
 * @param maxGroupBytes bytes of the {@code group_by} values of those together
 * @param maxSlots (group, slice) pairs with state, at most {@link #MOST_SLOTS}
 */
public record WindowLimits(int maxGroups, int maxGroupBytes, int maxSlots) {
    /** The largest {@link #maxSlots} there may be. */
    public static final int MOST_SLOTS = 1 << 23;

    /** 100,000 groups of 16 MiB together, 1,000,000 pairs. */
    public static final WindowLimits DEFAULT = new WindowLimits(100_000, 16 << 20, 1_000_000);

    public WindowLimits {
        if (maxGroups < 1 || maxGroupBytes < 1 || maxSlots < 1 || maxSlots > MOST_SLOTS) {
            throw new IllegalArgumentException("limits must be positive, and maxSlots at most " + MOST_SLOTS);
        }
    }
}
