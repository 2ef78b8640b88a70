package io.weir.processing.time;

import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;

/**
 * Hot path. The watermark of two streams together: the smaller of theirs. A stream that is silent, with no partition that is
 * active, holds the other back by its out-of-orderness alone, as if it had a row now. It never goes back. Not thread-safe.
 *
 * <p>Worked example with an out-of-orderness of 2 and 10: rows of the left at 20, of the right at 15 give 5; the right falls
 * silent: 10; the left at 30: 20.
 */
public final class JoinedWatermark {
    private final WatermarkTracker left;
    private final WatermarkTracker right;
    private final long leftOutOfOrderness;
    private final long rightOutOfOrderness;
    private WatermarkTracker current;
    private long watermark = EventTime.MIN;

    /** The out-of-orderness of either, nanoseconds, not negative. */
    public JoinedWatermark(long leftOutOfOrderness, long rightOutOfOrderness) {
        left = new WatermarkTracker(leftOutOfOrderness);
        right = new WatermarkTracker(rightOutOfOrderness);
        current = left;
        this.leftOutOfOrderness = leftOutOfOrderness;
        this.rightOutOfOrderness = rightOutOfOrderness;
    }

    /** Epoch nanoseconds; {@link EventTime#MIN}: none yet. */
    public long watermark() {
        return watermark;
    }

    /** {@link WatermarkTracker#horizon} of the left stream. */
    public long horizon() {
        return left.horizon();
    }

    /** Begins a batch of one of the streams. */
    public void begin(boolean isLeft, RowBatch batch) {
        current = isLeft ? left : right;
        current.begin(batch.partitions());
    }

    /** Sees a row of the batch, as {@link WatermarkTracker#row}. Returns the watermark after it. */
    public long row(RowBatch batch, int row) {
        current.row(batch.partitions(), batch.partitionOf()[row], batch.times()[row]);
        return join();
    }

    /**
     * Takes what stands behind the rows of the batch. Returns the watermark after it.
     *
     * @param min an advance to before it says nothing
     * @param max the furthest that an advance may go
     */
    public long end(RowBatch batch, long min, long max) {
        current.marks(batch.partitions());
        long advance = batch.watermarkAdvance();
        if (advance != EventTime.MIN && advance >= min) {
            current.advance(Math.min(advance, max));
        }
        return join();
    }

    private long join() {
        long now = Math.max(
                EventTime.plus(left.watermark(), leftOutOfOrderness),
                EventTime.plus(right.watermark(), rightOutOfOrderness));
        long joined = Math.min(of(left, leftOutOfOrderness, now), of(right, rightOutOfOrderness, now));
        watermark = Math.max(watermark, joined);
        return watermark;
    }

    /** The watermark of a stream when the latest of both is from {@code now}. */
    private static long of(WatermarkTracker tracker, long outOfOrderness, long now) {
        return tracker.isActive()
                ? tracker.watermark()
                : Math.max(tracker.watermark(), EventTime.plus(now, -outOfOrderness));
    }

    /** Writes all state. */
    public void snapshot(StateWriter out) {
        out.putLong(watermark);
        left.snapshot(out);
        right.snapshot(out);
    }

    /** Replaces all state by what {@link #snapshot} wrote. */
    public void restore(StateReader in) {
        watermark = in.getLong();
        left.restore(in);
        right.restore(in);
    }
}
