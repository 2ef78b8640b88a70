package io.weir.processing;

/**
 * What a pipeline has done since it was compiled (a restored snapshot brings no counts), as of the last batch it took.
 * {@code rowsIn = filtered + late + refusedGroups + refusedTimes + rows that are in the results}.
 *
 * @param rowsIn rows of the input stream
 * @param filtered rows for which {@code where} was false or unknown
 * @param late rows that came after all their windows had expired
 * @param refusedGroups rows for whose group and window there was no room at all
 * @param refusedTimes rows whose windows lie outside the years that epoch nanoseconds can hold
 * @param windows windows that fired with at least one group
 * @param rowsOut result rows that were given out, revisions included
 * @param withheld result rows for which {@code having} was false or unknown
 * @param revisions result rows that replaced an earlier one
 * @param groups groups that have state now
 * @param slots (group, slice) pairs that have state now
 * @param watermarkNanos event time; {@link io.weir.model.EventTime#MIN}: none yet
 * @param horizonNanos event time: where the watermark would be if no partition held it back; {@code EventTime.MIN}: no
 *     rows yet
 * @param forgotten keys whose last values had to be forgotten for those of others, and texts too long to be kept
 * @param others rows that counted as {@code __other__}, for want of room for their own group; they are in the results
 * @param fullAggregates how often an aggregate of a group in a window has had more values, or more state, than it may; its
 *     result is null
 */
public record PipelineStats(
        long rowsIn,
        long filtered,
        long late,
        long refusedGroups,
        long refusedTimes,
        long windows,
        long rowsOut,
        long withheld,
        long revisions,
        int groups,
        int slots,
        long watermarkNanos,
        long horizonNanos,
        long forgotten,
        long others,
        long fullAggregates) {}
