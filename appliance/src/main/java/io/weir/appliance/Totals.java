package io.weir.appliance;

/**
 * What an appliance has done since it started. At rest, {@code received = journaled + deadLetters}: each message counts
 * once for every stream that its source feeds.
 *
 * @param received taken in, except what the journal already had, and what a stream's rules kept from it
 * @param journaled rows written
 * @param deadLetters messages that could not be decoded
 * @param late rows that came after the allowed lateness of all their windows, summed over pipelines
 * @param windows first results of windows, one for each window and group
 * @param revisions later results of windows
 * @param diskBytes blocks in use under the data directory
 */
public record Totals(
        long received, long journaled, long deadLetters, long late, long windows, long revisions, long diskBytes) {
    /** Nothing yet. */
    public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0);
}
