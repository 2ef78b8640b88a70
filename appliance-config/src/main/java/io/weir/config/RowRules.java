package io.weir.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of a stream reach the journal, and the limits of what is kept for that. A row passes {@code where}, then
 * {@code dedupe}, {@code sample} and {@code deadband}; what one drops the next does not see.
 *
 * @param where a condition that a row must meet
 */
public record RowRules(
        Optional<Expression> where,
        Optional<Dedupe> dedupe,
        Optional<Sample> sample,
        Optional<Deadband> deadband,
        Limits limits) {
    /** No rule, and the default limits. */
    public static final RowRules NONE =
            new RowRules(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Limits.DEFAULT);

    /**
     * A row is dropped if one with the same values has come within a time before it.
     *
     * @param by {@code key}, {@code time} and names of fields, at least one
     * @param within counted on the clock of arrival, while the appliance runs: not while it is stopped
     * @param maxEntries how many rows are remembered at most; beyond, the oldest are forgotten early
     */
    public record Dedupe(List<String> by, Duration within, int maxEntries) {
        public Dedupe {
            by = List.copyOf(by);
        }
    }

    /** Of each key, only some rows are kept. */
    public sealed interface Sample {
        /** The first of every {@code rows} rows. */
        record Rows(int rows) implements Sample {}

        /** The first row of each interval of event time; intervals are aligned to the epoch. */
        record Interval(Duration length) implements Sample {}
    }

    /**
     * A row is dropped if none of these fields has moved out of its band since the last row of its key that was kept, and
     * that is not too long ago. Other fields do not count.
     *
     * @param bands at least one
     * @param maxSilence in event time: after it the next row is kept in any case
     */
    public record Deadband(List<Band> bands, Duration maxSilence) {
        public Deadband {
            bands = List.copyOf(bands);
        }
    }

    /**
     * How far a field may move unnoticed.
     *
     * @param field of type double or long
     * @param size in the field's unit, or in percent of the last kept value; not negative
     */
    public record Band(String field, double size, boolean percent) {}

    /**
     * Bounds of one stream.
     *
     * @param keys for how many keys {@code sample} and {@code deadband} remember something; rows of further keys are kept
     * @param topicLevels a message on a deeper topic is a dead letter
     */
    public record Limits(int keys, int topicLevels) {
        /** What holds where nothing is said. */
        public static final Limits DEFAULT = new Limits(100_000, 32);
    }

    /** Whether every row passes. */
    public boolean isEmpty() {
        return where.isEmpty() && dedupe.isEmpty() && sample.isEmpty() && deadband.isEmpty();
    }
}
