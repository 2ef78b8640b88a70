package io.weir.processing.window;

import io.weir.processing.aggregate.Accumulator;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * The snapshot of groups, slices and what has been emitted.
 *
 * <pre>
 *   int groups,  groups × (int length, bytes)              in the order in which the slices name them
 *   int slices,  slices × (long slice, int slots, slots × (int group, long first row, state of each accumulator))
 *   int windows, windows × (long window, int groups, groups × (int group, int emissions))
 * </pre>
 */
final class WindowState {
    private final SlotTable slots;
    private final GroupTable groups;
    private final Accumulator[] accumulators;
    private final Firing firing;

    WindowState(SlotTable slots, GroupTable groups, Accumulator[] accumulators, Firing firing) {
        this.slots = slots;
        this.groups = groups;
        this.accumulators = accumulators;
        this.firing = firing;
    }

    void snapshot(StateWriter out) {
        int[] numbers = new int[groups.capacity()];
        Arrays.fill(numbers, -1);
        putGroups(numbers, out);
        out.putInt(slots.bucketCount());
        for (int position = 0; position < slots.bucketCount(); position++) {
            out.putLong(slots.bucket(position));
            out.putInt(count(slots, position));
            for (int slot = slots.firstSlot(position); slot != SlotTable.NONE; slot = slots.nextSlot(slot)) {
                out.putInt(numbers[slots.group(slot)]);
                out.putLong(slots.firstRow(slot));
                for (Accumulator accumulator : accumulators) {
                    accumulator.snapshot(slot, out);
                }
            }
        }
        SlotTable emitted = firing.emitted();
        out.putInt(emitted.bucketCount());
        for (int position = 0; position < emitted.bucketCount(); position++) {
            out.putLong(emitted.bucket(position));
            out.putInt(count(emitted, position));
            for (int slot = emitted.firstSlot(position); slot != SlotTable.NONE; slot = emitted.nextSlot(slot)) {
                out.putInt(numbers[emitted.group(slot)]);
                out.putInt(firing.emissions(slot));
            }
        }
    }

    private void putGroups(int[] numbers, StateWriter out) {
        out.putInt(groups.live());
        int next = 0;
        for (int position = 0; position < slots.bucketCount(); position++) {
            for (int slot = slots.firstSlot(position); slot != SlotTable.NONE; slot = slots.nextSlot(slot)) {
                int group = slots.group(slot);
                if (numbers[group] < 0) {
                    numbers[group] = next++;
                    out.putBytes(groups.bytes(), groups.offset(group), groups.length(group));
                }
            }
        }
    }

    private static int count(SlotTable table, int position) {
        int count = 0;
        for (int slot = table.firstSlot(position); slot != SlotTable.NONE; slot = table.nextSlot(slot)) {
            count++;
        }
        return count;
    }

    void restore(StateReader in) {
        slots.clear();
        firing.emitted().clear();
        groups.clear();
        int[] numbers = new int[in.getInt()];
        for (int i = 0; i < numbers.length; i++) {
            byte[] bytes = in.getBytes();
            numbers[i] = groups.intern(bytes, 0, bytes.length);
            // Held while the slots are read, so that none is forgotten.
            groups.acquire(numbers[i]);
        }
        for (int left = in.getInt(); left > 0; left--) {
            long slice = in.getLong();
            for (int inSlice = in.getInt(); inSlice > 0; inSlice--) {
                restoreSlot(slice, numbers[in.getInt()], in);
            }
        }
        for (int left = in.getInt(); left > 0; left--) {
            long window = in.getLong();
            for (int inWindow = in.getInt(); inWindow > 0; inWindow--) {
                firing.remember(window, numbers[in.getInt()], in.getInt());
            }
        }
        for (int group : numbers) {
            groups.release(group);
        }
    }

    private void restoreSlot(long slice, int group, StateReader in) {
        groups.acquire(group);
        int slot = slots.add(slice, group, in.getLong());
        firing.growSlots();
        for (Accumulator accumulator : accumulators) {
            accumulator.create(slot);
            accumulator.restore(slot, in);
        }
    }
}
