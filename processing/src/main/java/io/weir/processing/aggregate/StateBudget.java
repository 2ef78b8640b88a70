package io.weir.processing.aggregate;

import java.util.ArrayList;
import java.util.List;

/** What the accumulators of a pipeline that keep values may hold together: each an equal share. Not thread-safe. */
final class StateBudget {
    private final long maxBytes;
    private final List<Allowance> allowances = new ArrayList<>();
    private long share;

    StateBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Another share. All are taken before the first row comes. */
    Allowance allowance() {
        Allowance allowance = new Allowance(this);
        allowances.add(allowance);
        share = maxBytes / allowances.size();
        return allowance;
    }

    long share() {
        return share;
    }

    /** How many slots have given up. */
    long fullSlots() {
        long full = 0;
        for (Allowance allowance : allowances) {
            full += allowance.fullSlots();
        }
        return full;
    }
}
