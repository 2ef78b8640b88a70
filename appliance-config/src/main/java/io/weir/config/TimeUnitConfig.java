package io.weir.config;

/** The unit of a time that is written as a number since 1970-01-01T00:00:00Z. */
public enum TimeUnitConfig {
    S(1_000_000_000L),
    MS(1_000_000L),
    US(1_000L),
    NS(1L),
    /** Not a number: ISO-8601 text with a zone. */
    ISO(0L);

    private final long nanos;

    TimeUnitConfig(long nanos) {
        this.nanos = nanos;
    }

    /** Nanoseconds per unit; 0 for {@link #ISO}. */
    public long nanos() {
        return nanos;
    }
}
