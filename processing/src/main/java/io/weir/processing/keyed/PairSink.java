package io.weir.processing.keyed;

import io.weir.model.RowBatch;
import io.weir.processing.time.WatermarkMoves;

/** Takes the pairs of an {@link IntervalJoin}. */
@FunctionalInterface
public interface PairSink {
    /**
     * Takes pairs.
     *
     * @param pairs in their order, perhaps none; reused
     * @param moves of the watermark between them; reused
     */
    void accept(RowBatch pairs, WatermarkMoves moves);
}
