package io.weir.processing.window;

import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/** Hot path. Windows that follow the clock, made of slices that overlapping windows share. Not thread-safe. */
final class SlicedWindows implements Windows {
    private static final int WAYS = 4;

    private final WindowShape shape;
    private final WindowLimits limits;
    private final SlotStates states;
    private final RowRun run;
    private final KeyTable groupTable;
    private final GroupKeys groups;
    private final SlotTable slots = new SlotTable();
    private final Firing firing;
    private final WindowCounters counters;

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

    /** How often windows are told of before they end; 0: never. */
    private final long every;
    /** The watermark at which they are told of next; {@link Long#MAX_VALUE}: there was no watermark yet. */
    private long nextEarly = Long.MAX_VALUE;

    SlicedWindows(WindowShape shape, WindowParts parts) {
        this.shape = shape;
        this.every = shape.everyNanos();
        this.limits = parts.limits();
        this.states = parts.states();
        this.run = parts.run();
        this.groupTable = parts.groupTable();
        this.groups = parts.groups();
        this.counters = parts.counters();
        this.firing = new Firing(shape, slots, parts);
        states.ensureCapacity(slots.capacity());
        forgetCache();
    }

    @Override
    public void add(int row, long time, long arrival, long ordinal, long watermark) {
        if (time < lateBelow) {
            counters.late(row);
            return;
        }
        if (time < sliceStart || time >= sliceEnd) {
            slice = shape.slice(time);
            sliceStart = shape.start(slice);
            sliceEnd = shape.start(slice + 1);
        }
        int group = groups.group(row);
        int way = group * WAYS + (int) (slice & (WAYS - 1));
        int slot =
                way < cachedSlices.length && cachedSlices[way] == slice ? cachedSlots[way] : slot(group, way, ordinal);
        if (slot == SlotTable.NONE) {
            counters.refusedGroups++;
            return;
        }
        run.add(row, slot);
        if (every > 0) {
            firing.change(slot);
        }
        if (time < revisedBelow) {
            run.flush();
            firing.revise(slice, group, arrival);
            states.ensureCapacity(slots.capacity());
        }
    }

    private int slot(int group, int way, long ordinal) {
        int slot = slots.find(slice, group);
        if (slot == SlotTable.NONE) {
            if (slots.size() >= limits.maxSlots() || !groupTable.acquire(group)) {
                return SlotTable.NONE;
            }
            slot = slots.add(slice, group, ordinal);
            states.ensureCapacity(slots.capacity());
            states.create(slot);
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

    @Override
    public long nextChange() {
        return nextChange;
    }

    @Override
    public void moveTo(long watermark, long arrival) {
        firing.moveTo(watermark, arrival);
        if (watermark >= nextEarly) {
            firing.tellEarly(arrival);
        }
        settle(watermark);
    }

    /** Brings the thresholds into line with what has fired and expired. */
    private void settle(long watermark) {
        if (!firing.hasWatermark()) {
            lateBelow = Long.MIN_VALUE;
            revisedBelow = Long.MIN_VALUE;
            nextChange = Long.MIN_VALUE + 1;
            nextEarly = Long.MAX_VALUE;
            return;
        }
        long fired = firing.firedThrough();
        long expired = firing.expiredThrough();
        lateBelow = shape.start(expired + 1);
        revisedBelow = shape.latenessNanos() > 0 ? shape.end(fired) : Long.MIN_VALUE;
        nextEarly = every == 0 ? Long.MAX_VALUE : (Math.floorDiv(watermark, every) + 1) * every;
        nextChange =
                Math.min(nextEarly, Math.min(shape.end(fired + 1), shape.end(expired + 1) + shape.latenessNanos()));
    }

    private void forgetCache() {
        Arrays.fill(cachedSlices, Long.MIN_VALUE);
        sliceStart = Long.MAX_VALUE;
        sliceEnd = Long.MIN_VALUE;
    }

    @Override
    public int slots() {
        return slots.size();
    }

    @Override
    public void snapshot(StateWriter out) {
        new WindowState(slots, groupTable, states, firing).snapshot(out);
    }

    @Override
    public void restore(StateReader in, long watermark) {
        forgetCache();
        firing.settle(watermark);
        new WindowState(slots, groupTable, states, firing).restore(in);
        settle(watermark);
    }
}
