package io.weir.processing.window;

import io.weir.model.EventTime;
import io.weir.model.Partitions;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.aggregate.Accumulator;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import io.weir.processing.time.WatermarkMoves;
import io.weir.processing.time.WatermarkTracker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Gives each row to the windows and moves the watermark with it, so that results do not depend on how rows are
 * cut into batches. Not thread-safe.
 */
public final class WindowEngine {
    private final long minTime;
    private final long maxTime;
    private final WatermarkTracker watermarks;
    private final GroupKeys groups;
    private final RowRun run;
    private final Windows windows;
    private final ResultWriter out;
    /** By how much the windows lag behind the watermark. */
    private final long delay;

    private final @Nullable Downstream downstream;
    private final WindowCounters counters = new WindowCounters();

    private long rowOrdinal;

    private long maxArrival = Long.MIN_VALUE;

    /**
     * An engine without state.
     *
     * @param input what batches of rows are
     * @param groupColumns what rows are grouped by
     * @param keyColumn which of them is the row's key, or -1
     * @param out takes the results
     * @param delayNanos how long windows wait for late rows before they fire; then they take none
     * @param downstream null: nothing is made of the results
     */
    public WindowEngine(
            WindowKind kind,
            WindowLimits limits,
            WatermarkTracker watermarks,
            Schema input,
            List<Accumulator> accumulators,
            List<Vector> groupColumns,
            int keyColumn,
            ResultWriter out,
            long delayNanos,
            @Nullable Downstream downstream) {
        this.delay = delayNanos;
        this.downstream = downstream;
        this.minTime = kind.minTimeNanos();
        this.maxTime = kind.maxTimeNanos();
        this.watermarks = watermarks;
        this.out = out;
        this.groups = new GroupKeys(groupColumns, keyColumn, limits, counters);
        SlotStates states = new SlotStates(accumulators);
        this.run = new RowRun(states, new RowBatch(input, 1));
        this.windows = kind.open(new WindowParts(limits, states, run, groups.table(), groups, out, counters));
    }

    /**
     * Takes the rows of a batch, then its marks (partitions that join or fall idle), then its advance of the watermark.
     *
     * @param where loaded with this batch; null: all rows
     */
    public void process(RowBatch batch, @Nullable BoolVector where) {
        watermarks.begin(batch.partitions());
        begin(batch);
        Partitions partitions = batch.partitions();
        long[] times = batch.times();
        long[] arrivals = batch.arrivals();
        int[] partitionOf = batch.partitionOf();
        long watermark = delayed(watermarks.watermark());
        for (int row = 0, count = batch.rowCount(); row < count; row++) {
            if (take(row, times[row], arrivals[row], where, watermark)) {
                watermark = delayed(watermarks.row(partitions, partitionOf[row], times[row]));
                moveTo(watermark, arrivals[row]);
            }
        }
        finish(batch);
        moveTo(delayed(watermarks.marks(batch.partitions())), maxArrival);
        long advance = batch.watermarkAdvance();
        if (advance != EventTime.MIN && advance >= minTime) {
            moveTo(delayed(watermarks.advance(Math.min(advance, maxTime))), maxArrival);
        }
        out.flush();
    }

    /**
     * As {@link #process}, of rows that something before this engine has made and that do not move the watermark: it is moved
     * between them, and by {@link #advanceTo}.
     */
    public void processMade(RowBatch batch, @Nullable BoolVector where, WatermarkMoves moves) {
        begin(batch);
        long[] times = batch.times();
        long[] arrivals = batch.arrivals();
        int move = 0;
        for (int row = 0, count = batch.rowCount(); row < count; row++) {
            for (; move < moves.count() && moves.row(move) <= row; move++) {
                move(moves.watermark(move), moves.arrival(move));
            }
            long watermark = delayed(watermarks.watermark());
            if (take(row, times[row], arrivals[row], where, watermark)) {
                moveTo(watermark, arrivals[row]);
            }
        }
        finish(batch);
        for (; move < moves.count(); move++) {
            move(moves.watermark(move), moves.arrival(move));
        }
        out.flush();
    }

    private void move(long watermark, long arrival) {
        if (watermark >= minTime) {
            maxArrival = Math.max(maxArrival, arrival);
            moveTo(delayed(watermarks.advance(Math.min(watermark, maxTime))), arrival);
        }
    }

    /** The watermark at which something may be due; {@link Long#MAX_VALUE}: at none. */
    public long nextChange() {
        long next = windows.nextChange();
        return next > Long.MAX_VALUE - delay ? Long.MAX_VALUE : next + delay;
    }

    /** Moves the watermark. */
    public void advanceTo(long watermark) {
        move(watermark, maxArrival);
        out.flush();
    }

    private void begin(RowBatch batch) {
        if (batch.rowCount() > 0) {
            groups.load(batch);
            run.begin(batch);
            windows.load(batch);
        }
    }

    private void finish(RowBatch batch) {
        run.flush();
        counters.rows += batch.rowCount();
    }

    /** False: its time is out of all bounds, and it does not move the watermark. */
    private boolean take(int row, long time, long arrival, @Nullable BoolVector where, long watermark) {
        rowOrdinal++;
        maxArrival = Math.max(maxArrival, arrival);
        if (time < minTime || time > maxTime) {
            counters.refusedTimes++;
            return false;
        }
        if (where != null && (where.truth()[row >> 6] & (1L << (row & 63))) == 0) {
            counters.filtered++;
        } else {
            windows.add(row, time, arrival, rowOrdinal, watermark);
        }
        return true;
    }

    private long delayed(long watermark) {
        return watermark < EventTime.MIN + delay ? EventTime.MIN : watermark - delay;
    }

    private void moveTo(long watermark, long arrival) {
        if (watermark >= windows.nextChange()) {
            run.flush();
            windows.moveTo(watermark, arrival);
        }
        Downstream next = downstream;
        if (next != null) {
            // What it has not been given yet may bring its next change forward.
            out.flush();
            if (watermark >= next.nextChange()) {
                next.advanceTo(watermark);
            }
        }
    }

    /** What has been counted; live. */
    public WindowCounters counters() {
        return counters;
    }

    /** How many groups have state. */
    public int groups() {
        return groups.table().live();
    }

    /** How many (group, slice) pairs have state. */
    public int slots() {
        return windows.slots();
    }

    /** Epoch nanoseconds; {@link EventTime#MIN}: none yet. */
    public long watermark() {
        return watermarks.watermark();
    }

    /** Where the watermark would be if no partition held it back; {@link EventTime#MIN}: there were no rows yet. */
    public long horizon() {
        return watermarks.horizon();
    }

    /** Writes all state. Engines that would give the same further results write the same bytes. */
    public void snapshot(StateWriter state) {
        state.putLong(rowOrdinal);
        state.putLong(maxArrival);
        watermarks.snapshot(state);
        windows.snapshot(state);
    }

    /** Replaces all state by what {@link #snapshot} wrote. */
    public void restore(StateReader state) {
        rowOrdinal = state.getLong();
        maxArrival = state.getLong();
        watermarks.restore(state);
        windows.restore(state, delayed(watermarks.watermark()));
    }
}
