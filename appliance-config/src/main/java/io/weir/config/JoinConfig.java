package io.weir.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Another stream, whose rows a pipeline's rows meet: {@code alias.field} is the field of the row that is found.
 *
 * @param alias what its columns are called by
 * @param stream its id; it shares a journal with the pipeline's
 * @param on {@code key} or the text field of the pipeline's rows that has the other's key
 */
public record JoinConfig(String alias, String stream, String on, Match match) {
    /** Which rows of the other stream a row meets. */
    public sealed interface Match {}

    /**
     * The latest that is not later than the row, of those that stand before it in the journal; null where there is none.
     *
     * @param within how much older than the row it may be; empty: any age
     * @param rows how many rows of a key are remembered, those of the latest times
     */
    public record Asof(Optional<Duration> within, int rows) implements Match {}

    /** The last in the journal before the row, whatever its time; null where there is none: a table. */
    public record Latest() implements Match {}

    /**
     * Each whose time lies from {@code before} the row's time to {@code after} it, both included, wherever it stands in the
     * journal: a row that meets three becomes three, one that meets none is left out.
     *
     * @param rows how many rows of each of the two streams are remembered
     */
    public record Interval(Duration before, Duration after, int rows) implements Match {}
}
