package io.weir.processing.window;

import io.weir.model.EventTime;
import io.weir.processing.keyed.KeyTable;
import java.util.Arrays;

/**
 * Fires windows, and tells of them early, in the order of their ends, and within one in the order in which its groups had their first row; emits
 * revisions; drops slices that no window needs any more. Not thread-safe.
 */
final class Firing {
    private static final int INDEX_BITS = 24;

    private final WindowShape shape;
    private final SlotStates states;
    private final SlotTable slots;
    private final GroupKeys groups;
    private final KeyTable groupTable;
    private final ResultWriter out;
    private final WindowCounters counters;

    /**
     * Which (window, group) have been emitted: of windows that have fired and not expired, with lateness; and of those that have
     * not fired, told of early.
     */
    private final SlotTable emitted = new SlotTable();

    private final boolean isEarly;
    /** By slot: whether it has changed since windows were told of early. */
    private long[] changed = {};
    /** How often, by slot of {@link #emitted}. */
    private int[] emissions = new int[64];

    private boolean hasWatermark;
    /** The last window that has fired, and the last that has expired. */
    private long firedThrough = Long.MIN_VALUE;

    private long expiredThrough = Long.MIN_VALUE;

    // Scratch to combine the slices of a window, by the order in which its groups are met.
    private int[] metGroups = new int[64];
    private int[] metSlots = new int[64];
    private boolean[] metChanged = new boolean[64];
    private long[] metOrder = new long[64];
    private int met;
    /** Where a group is among the met, and the stamp of the firing in which it was met. */
    private int[] placeOf = {};

    private long[] stampOf = {};
    private long stamp;
    private int[] into = new int[64];
    private int[] from = new int[64];

    Firing(WindowShape shape, SlotTable slots, WindowParts parts) {
        this.shape = shape;
        this.isEarly = shape.everyNanos() > 0;
        this.slots = slots;
        this.states = parts.states();
        this.groups = parts.groups();
        this.groupTable = parts.groupTable();
        this.out = parts.out();
        this.counters = parts.counters();
    }

    boolean hasWatermark() {
        return hasWatermark;
    }

    long firedThrough() {
        return firedThrough;
    }

    long expiredThrough() {
        return expiredThrough;
    }

    /** Those that have been emitted: see {@link WindowState}. */
    SlotTable emitted() {
        return emitted;
    }

    int emissions(int slot) {
        return emissions[slot];
    }

    /** Sets what has fired and expired at a watermark, without doing it. */
    void settle(long watermark) {
        hasWatermark = watermark != EventTime.MIN;
        firedThrough = hasWatermark ? shape.lastEndedAt(watermark) : Long.MIN_VALUE;
        expiredThrough = hasWatermark ? shape.lastEndedAt(watermark - shape.latenessNanos()) : Long.MIN_VALUE;
    }

    /** Fires and expires what a watermark allows. */
    void moveTo(long watermark, long arrivalNanos) {
        long firedBefore = firedThrough;
        settle(watermark);
        long window = firedBefore + 1;
        while (true) {
            int position = slots.position(window);
            if (position == slots.bucketCount()) {
                break;
            }
            window = Math.max(window, slots.bucket(position) - shape.slices() + 1);
            if (window > firedThrough) {
                break;
            }
            fire(window, arrivalNanos);
            window++;
        }
        expire();
    }

    private void fire(long window, long arrivalNanos) {
        counters.windows++;
        if (shape.slices() > 1) {
            fireCombined(window, false, arrivalNanos);
            return;
        }
        int position = slots.position(window);
        for (int slot = slots.firstSlot(position); slot != SlotTable.NONE; slot = slots.nextSlot(slot)) {
            emit(window, slots.group(slot), slot, arrivalNanos);
        }
        out.complete();
    }

    /** Tells what has changed of the windows that have not fired. */
    void tellEarly(long arrivalNanos) {
        if (slots.bucketCount() > 0) {
            long last = slots.bucket(slots.bucketCount() - 1);
            for (long window = firedThrough + 1; window <= last; window++) {
                int position = slots.position(window);
                window = Math.max(window, slots.bucket(position) - shape.slices() + 1);
                if (shape.slices() > 1) {
                    fireCombined(window, true, arrivalNanos);
                } else {
                    tellEarly(window, position, arrivalNanos);
                }
            }
        }
        Arrays.fill(changed, 0);
    }

    private void tellEarly(long window, int position, long arrivalNanos) {
        for (int slot = slots.firstSlot(position); slot != SlotTable.NONE; slot = slots.nextSlot(slot)) {
            if (isChanged(slot)) {
                emit(window, slots.group(slot), slot, arrivalNanos);
            }
        }
        out.complete();
    }

    /** Forgets what has been emitted and what has changed. */
    void clear() {
        emitted.clear();
        Arrays.fill(changed, 0);
    }

    boolean isEarly() {
        return isEarly;
    }

    boolean isChanged(int slot) {
        return slot >> 6 < changed.length && (changed[slot >> 6] & (1L << (slot & 63))) != 0;
    }

    /** Notes that a slot has changed. */
    void change(int slot) {
        if (slot >> 6 >= changed.length) {
            changed = Arrays.copyOf(changed, (slots.capacity() + 63) >>> 6);
        }
        changed[slot >> 6] |= 1L << (slot & 63);
    }

    private void fireCombined(long window, boolean onlyChanged, long arrivalNanos) {
        stamp++;
        met = 0;
        long end = window + shape.slices();
        for (int position = slots.position(window);
                position < slots.bucketCount() && slots.bucket(position) < end;
                position++) {
            combineSlice(position);
        }
        long firstRow = Long.MAX_VALUE;
        for (int i = 0; i < met; i++) {
            firstRow = Math.min(firstRow, metOrder[i]);
        }
        for (int i = 0; i < met; i++) {
            long order = Math.min(metOrder[i] - firstRow, Long.MAX_VALUE >> INDEX_BITS);
            metOrder[i] = (order << INDEX_BITS) | i;
        }
        Arrays.sort(metOrder, 0, met);
        for (int i = 0; i < met; i++) {
            int index = (int) (metOrder[i] & ((1 << INDEX_BITS) - 1));
            if (!onlyChanged || metChanged[index]) {
                emit(window, metGroups[index], metSlots[index], arrivalNanos);
            }
        }
        out.complete();
        for (int i = 0; i < met; i++) {
            giveBack(metSlots[i]);
        }
    }

    private void combineSlice(int position) {
        int count = 0;
        for (int slot = slots.firstSlot(position); slot != SlotTable.NONE; slot = slots.nextSlot(slot)) {
            int place = meet(slots.group(slot), slots.firstRow(slot));
            if (count == into.length) {
                into = Arrays.copyOf(into, count * 2);
                from = Arrays.copyOf(from, count * 2);
            }
            metChanged[place] |= isChanged(slot);
            into[count] = metSlots[place];
            from[count++] = slot;
        }
        states.combine(into, from, count);
    }

    private int meet(int group, long firstRow) {
        if (group >= stampOf.length) {
            stampOf = Arrays.copyOf(stampOf, groupTable.capacity());
            placeOf = Arrays.copyOf(placeOf, groupTable.capacity());
        }
        if (stampOf[group] == stamp) {
            int place = placeOf[group];
            metOrder[place] = Math.min(metOrder[place], firstRow);
            return place;
        }
        if (met == metGroups.length) {
            metGroups = Arrays.copyOf(metGroups, met * 2);
            metSlots = Arrays.copyOf(metSlots, met * 2);
            metChanged = Arrays.copyOf(metChanged, met * 2);
            metOrder = Arrays.copyOf(metOrder, met * 2);
        }
        stampOf[group] = stamp;
        placeOf[group] = met;
        metGroups[met] = group;
        metSlots[met] = borrow();
        metOrder[met] = firstRow;
        metChanged[met] = false;
        return met++;
    }

    /** Emits the windows that a late row of a slice belongs to and that have fired already. */
    void revise(long slice, int group, long arrivalNanos) {
        long first = Math.max(slice - shape.slices() + 1, expiredThrough + 1);
        long last = Math.min(slice, firedThrough);
        for (long window = first; window <= last; window++) {
            if (shape.slices() == 1) {
                emit(window, group, slots.find(slice, group), arrivalNanos);
                out.complete();
                continue;
            }
            int combined = borrow();
            into[0] = combined;
            for (long part = window; part < window + shape.slices(); part++) {
                from[0] = slots.find(part, group);
                if (from[0] != SlotTable.NONE) {
                    states.combine(into, from, 1);
                }
            }
            emit(window, group, combined, arrivalNanos);
            out.complete();
            giveBack(combined);
        }
    }

    private int borrow() {
        int slot = slots.borrow();
        states.ensureCapacity(slots.capacity());
        states.create(slot);
        return slot;
    }

    private void giveBack(int slot) {
        states.release(slot);
        slots.giveBack(slot);
    }

    /** Adds a result, which is yet to be completed. */
    private void emit(long window, int group, int slot, long arrivalNanos) {
        int revision = 0;
        if (window > expiredThrough) {
            int at = emitted.find(window, group);
            if (at == SlotTable.NONE) {
                remember(window, group, 1);
            } else {
                revision = emissions[at]++;
            }
        } else if (isEarly) {
            int at = emitted.find(window, group);
            revision = at == SlotTable.NONE ? 0 : emissions[at];
        }
        out.add(shape.start(window), shape.end(window), revision, groups, group, slot, arrivalNanos);
    }

    /** Notes that (window, group) has been emitted so many times. */
    void remember(long window, int group, int times) {
        int at = emitted.add(window, group, 0);
        if (emissions.length < emitted.capacity()) {
            emissions = Arrays.copyOf(emissions, emitted.capacity());
        }
        emissions[at] = times;
    }

    private void forgetChange(int slot) {
        if (slot >> 6 < changed.length) {
            changed[slot >> 6] &= ~(1L << (slot & 63));
        }
    }

    private void expire() {
        while (emitted.bucketCount() > 0 && emitted.bucket(0) <= expiredThrough) {
            emitted.dropFirst();
        }
        while (slots.bucketCount() > 0 && slots.bucket(0) <= expiredThrough) {
            for (int slot = slots.firstSlot(0); slot != SlotTable.NONE; slot = slots.nextSlot(slot)) {
                groupTable.release(slots.group(slot));
                states.release(slot);
                forgetChange(slot);
            }
            slots.dropFirst();
        }
    }
}
