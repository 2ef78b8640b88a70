package io.weir.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Another stream, whose rows a pipeline's rows look up: {@code alias.field} is the field of the row that is found, or null.
 *
 * @param alias what its columns are called by
 * @param stream its id; it shares a journal with the pipeline's
 * @param on {@code key} or the text field of the pipeline's rows that has the other's key
 * @param within how much older than the pipeline's row the found one may be; empty: any age
 * @param rows how many rows of a key are remembered, those of the latest times
 */
public record JoinConfig(String alias, String stream, Kind kind, String on, Optional<Duration> within, int rows) {
    /** Which row of the other stream is found, of those that stand before in the journal. */
    public enum Kind {
        /** The latest that is not later than the pipeline's row. */
        ASOF,
        /** The last in the journal, whatever its time: a table. */
        LATEST
    }
}
