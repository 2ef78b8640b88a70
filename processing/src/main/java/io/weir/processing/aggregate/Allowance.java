package io.weir.processing.aggregate;

/**
 * Hot path. How many bytes the slots of one accumulator hold beyond their array elements. A slot that wants more than all may
 * have together gives up what it holds, says null from then on, and is counted; it is counted too when it has more than one slot
 * may. What is held is a function of the rows alone, and so is which slot gives up. Not thread-safe.
 */
final class Allowance {
    private final StateBudget budget;
    private long used;
    private long full;

    Allowance(StateBudget budget) {
        this.budget = budget;
    }

    /** Notes that so many bytes more are held; negative: fewer. */
    void use(long bytes) {
        used += bytes;
    }

    /** Whether more is held than may be. */
    boolean isExceeded() {
        return used > budget.share();
    }

    /** Notes that a slot has given up. */
    void full() {
        full++;
    }

    long fullSlots() {
        return full;
    }
}
