package io.weir.processing.window;

import io.weir.model.EventTime;
import io.weir.model.Partitions;
import io.weir.model.RowBatch;
import io.weir.processing.aggregate.Accumulator;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import io.weir.processing.time.WatermarkTracker;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Puts each row into its slice and group, fires windows as the watermark passes their ends, emits revisions for
 * rows that come later, and forgets what can no longer change. Not thread-safe.
 *
 * <p>Rows are placed one by one, because the watermark moves with every row; their values are accumulated in runs, column
 * by column, before anything is read from a slot.
 */
public final class WindowEngine {
    private static final int WAYS = 4;

    private final WindowShape shape;
    private final WindowLimits limits;
    private final WatermarkTracker watermarks;
    private final Accumulator[] accumulators;
    private final GroupTable groupTable;
    private final GroupKeys groups;
    private final SlotTable slots = new SlotTable();
    private final Firing firing;
    private final WindowCounters counters = new WindowCounters();

    // The run of rows that are placed but not accumulated.
    private int[] rows = new int[256];
    private int[] rowSlots = new int[256];
    private int pending;

    // The slice of the last row.
    private long slice;
    private long sliceStart = Long.MAX_VALUE;
    private long sliceEnd = Long.MIN_VALUE;

    /** The slot of group g in slice s at [g * WAYS + s % WAYS], if the slice there is s. */
    private int[] cachedSlots = new int[64 * WAYS];

    private long[] cachedSlices = new long[64 * WAYS];

    /** Rows before this are late for all their windows. */
    private long lateBelow = Long.MIN_VALUE;
    /** Rows before this belong to at least one window that has fired but not expired. */
    private long revisedBelow = Long.MIN_VALUE;
    /** The watermark at which the next window fires or expires. */
    private long nextChange = Long.MIN_VALUE + 1;

    private long rowOrdinal;
    private long maxArrival = Long.MIN_VALUE;

    /**
     * An engine without state.
     *
     * @param groupColumns what rows are grouped by
     * @param keyColumn which of them is the row's key, or -1
     * @param out takes the results
     */
    public WindowEngine(
            WindowShape shape,
            WindowLimits limits,
            WatermarkTracker watermarks,
            List<Accumulator> accumulators,
            List<Vector> groupColumns,
            int keyColumn,
            ResultWriter out) {
        this.shape = shape;
        this.limits = limits;
        this.watermarks = watermarks;
        this.accumulators = accumulators.toArray(Accumulator[]::new);
        this.groupTable = new GroupTable(limits.maxGroups(), limits.maxGroupBytes());
        this.groups = new GroupKeys(groupTable, groupColumns, keyColumn);
        this.firing = new Firing(shape, this.accumulators, slots, groups, groupTable, out, counters);
        growSlots();
        forgetCache();
    }

    /**
     * Takes the rows of a batch, then its marks (partitions that join or fall idle), then its advance of the watermark.
     *
     * @param where loaded with this batch; null: all rows
     */
    public void process(RowBatch batch, @Nullable BoolVector where) {
        begin(batch);
        Partitions partitions = batch.partitions();
        long[] times = batch.times();
        long[] arrivals = batch.arrivals();
        int[] partitionOf = batch.partitionOf();
        for (int row = 0, count = batch.rowCount(); row < count; row++) {
            long time = times[row];
            rowOrdinal++;
            maxArrival = Math.max(maxArrival, arrivals[row]);
            if (time < shape.minTimeNanos() || time > shape.maxTimeNanos()) {
                counters.refusedTimes++;
                continue;
            }
            if (where != null && (where.truth()[row >> 6] & (1L << (row & 63))) == 0) {
                counters.filtered++;
            } else if (time < lateBelow) {
                counters.late++;
            } else {
                place(batch, row, time, arrivals[row]);
            }
            long watermark = watermarks.row(partitions, partitionOf[row], time);
            if (watermark >= nextChange) {
                accumulate(batch);
                moveTo(watermark, arrivals[row]);
            }
        }
        accumulate(batch);
        counters.rows += batch.rowCount();
        end(batch);
        firing.flush();
    }

    private void begin(RowBatch batch) {
        watermarks.begin(batch.partitions());
        if (batch.rowCount() == 0) {
            return;
        }
        groups.load(batch);
        for (Accumulator accumulator : accumulators) {
            accumulator.load(batch);
        }
        if (rows.length < batch.rowCount()) {
            rows = new int[batch.capacity()];
            rowSlots = new int[batch.capacity()];
        }
    }

    private void end(RowBatch batch) {
        long watermark = watermarks.marks(batch.partitions());
        if (watermark >= nextChange) {
            moveTo(watermark, maxArrival);
        }
        long advance = batch.watermarkAdvance();
        if (advance != EventTime.MIN && advance >= shape.minTimeNanos()) {
            watermark = watermarks.advance(Math.min(advance, shape.maxTimeNanos()));
            if (watermark >= nextChange) {
                moveTo(watermark, maxArrival);
            }
        }
    }

    private void place(RowBatch batch, int row, long time, long arrival) {
        if (time < sliceStart || time >= sliceEnd) {
            slice = shape.slice(time);
            sliceStart = shape.start(slice);
            sliceEnd = shape.start(slice + 1);
        }
        int group = groups.group(row);
        int way = group * WAYS + (int) (slice & (WAYS - 1));
        int slot = way < cachedSlices.length && cachedSlices[way] == slice ? cachedSlots[way] : slot(group, way);
        if (slot == SlotTable.NONE) {
            counters.refusedGroups++;
            return;
        }
        rows[pending] = row;
        rowSlots[pending++] = slot;
        if (time < revisedBelow) {
            accumulate(batch);
            firing.revise(slice, group, arrival);
            growSlots();
        }
    }

    private int slot(int group, int way) {
        int slot = slots.find(slice, group);
        if (slot == SlotTable.NONE) {
            if (slots.size() >= limits.maxSlots() || !groupTable.acquire(group)) {
                return SlotTable.NONE;
            }
            slot = slots.add(slice, group, rowOrdinal);
            growSlots();
            for (Accumulator accumulator : accumulators) {
                accumulator.create(slot);
            }
        }
        if (way >= cachedSlices.length) {
            int before = cachedSlices.length;
            cachedSlots = Arrays.copyOf(cachedSlots, groupTable.capacity() * WAYS);
            cachedSlices = Arrays.copyOf(cachedSlices, groupTable.capacity() * WAYS);
            Arrays.fill(cachedSlices, before, cachedSlices.length, Long.MIN_VALUE);
        }
        cachedSlots[way] = slot;
        cachedSlices[way] = slice;
        return slot;
    }

    private void growSlots() {
        firing.growSlots();
    }

    private void accumulate(RowBatch batch) {
        if (pending > 0) {
            for (Accumulator accumulator : accumulators) {
                accumulator.accumulate(batch, rows, rowSlots, pending);
            }
            pending = 0;
        }
    }

    private void moveTo(long watermark, long arrival) {
        firing.moveTo(watermark, arrival);
        settle();
    }

    /** Brings the thresholds into line with what has fired and expired. */
    private void settle() {
        if (!firing.hasWatermark()) {
            lateBelow = Long.MIN_VALUE;
            revisedBelow = Long.MIN_VALUE;
            nextChange = Long.MIN_VALUE + 1;
            return;
        }
        long fired = firing.firedThrough();
        long expired = firing.expiredThrough();
        lateBelow = shape.start(expired + 1);
        revisedBelow = shape.latenessNanos() > 0 ? shape.end(fired) : Long.MIN_VALUE;
        nextChange = Math.min(shape.end(fired + 1), shape.end(expired + 1) + shape.latenessNanos());
    }

    private void forgetCache() {
        Arrays.fill(cachedSlices, Long.MIN_VALUE);
        sliceStart = Long.MAX_VALUE;
        sliceEnd = Long.MIN_VALUE;
    }

    /** What has been counted; live. */
    public WindowCounters counters() {
        return counters;
    }

    /** How many groups have state. */
    public int groups() {
        return groupTable.live();
    }

    /** How many (group, slice) pairs have state. */
    public int slots() {
        return slots.size();
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
    public void snapshot(StateWriter out) {
        out.putLong(rowOrdinal);
        out.putLong(maxArrival);
        watermarks.snapshot(out);
        new WindowState(slots, groupTable, accumulators, firing).snapshot(out);
    }

    /** Replaces all state by what {@link #snapshot} wrote. */
    public void restore(StateReader in) {
        forgetCache();
        pending = 0;
        rowOrdinal = in.getLong();
        maxArrival = in.getLong();
        watermarks.restore(in);
        firing.settle(watermarks.watermark());
        new WindowState(slots, groupTable, accumulators, firing).restore(in);
        settle();
    }
}
