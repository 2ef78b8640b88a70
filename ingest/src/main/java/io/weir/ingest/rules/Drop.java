package io.weir.ingest.rules;

import java.util.Locale;

/** Why a row was kept from the journal: a fixed set, the {@code reason} of counters. */
public enum Drop {
    /** It does not meet {@code where}. */
    FILTERED(0),
    /** The same row has come before. */
    DEDUPLICATED(1),
    /** Another row stands for it. */
    SAMPLED(2),
    /** Nothing has moved out of its dead band. */
    DEADBAND(3);

    /** How many reasons there are. */
    public static final int COUNT = 4;

    private final int index;
    private final String word = name().toLowerCase(Locale.ROOT);

    Drop(int index) {
        this.index = index;
    }

    /** Where it is counted in an array by reason: 0 to {@link #COUNT} - 1. */
    public int index() {
        return index;
    }

    /** The word that stands for this reason in counters. */
    public String word() {
        return word;
    }
}
