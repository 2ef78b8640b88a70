package io.weir.appliance.query;

import io.weir.model.EventTime;

/**
 * A range of event time.
 *
 * @param fromNanos the earliest, inclusive; {@link EventTime#MIN}: unbounded
 * @param toNanos the latest, exclusive; {@code Long.MAX_VALUE}: unbounded
 */
public record TimeRange(long fromNanos, long toNanos) {
    /** All of time. */
    public static final TimeRange ALL = new TimeRange(EventTime.MIN, Long.MAX_VALUE);

    /** What lies in both. */
    TimeRange and(TimeRange other) {
        return new TimeRange(Math.max(fromNanos, other.fromNanos), Math.min(toNanos, other.toNanos));
    }

    /** The least range that holds both. */
    TimeRange hull(TimeRange other) {
        return new TimeRange(Math.min(fromNanos, other.fromNanos), Math.max(toNanos, other.toNanos));
    }

    boolean isAll() {
        return equals(ALL);
    }
}
