package io.weir.processing.window;

import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;

/**
 * The snapshot of groups, slices and what has been emitted.
 *
 * <pre>
 *   the groups (see GroupNumbers), in the order in which the slices name them
 *   int slices,  slices × (long slice, int slots, slots × (int group, long first row, state of each accumulator,
 *                                                             with early results: byte, whether it has changed))
 *   int windows, windows × (long window, int groups, groups × (int group, int emissions))
 * </pre>
 */
final class WindowState {
    private final SlotTable slots;
    private final KeyTable groups;
    private final SlotStates states;
    private final Firing firing;

    WindowState(SlotTable slots, KeyTable groups, SlotStates states, Firing firing) {
        this.slots = slots;
        this.groups = groups;
        this.states = states;
        this.firing = firing;
    }

    void snapshot(StateWriter out) {
        GroupNumbers numbers = GroupNumbers.write(groups, out);
        for (int position = 0; position < slots.bucketCount(); position++) {
            for (int slot = slots.firstSlot(position); slot != SlotTable.NONE; slot = slots.nextSlot(slot)) {
                numbers.put(slots.group(slot), out);
            }
        }
        out.putInt(slots.bucketCount());
        for (int position = 0; position < slots.bucketCount(); position++) {
            out.putLong(slots.bucket(position));
            out.putInt(count(slots, position));
            for (int slot = slots.firstSlot(position); slot != SlotTable.NONE; slot = slots.nextSlot(slot)) {
                out.putInt(numbers.of(slots.group(slot)));
                out.putLong(slots.firstRow(slot));
                states.snapshot(slot, out);
                if (firing.isEarly()) {
                    out.putBoolean(firing.isChanged(slot));
                }
            }
        }
        SlotTable emitted = firing.emitted();
        out.putInt(emitted.bucketCount());
        for (int position = 0; position < emitted.bucketCount(); position++) {
            out.putLong(emitted.bucket(position));
            out.putInt(count(emitted, position));
            for (int slot = emitted.firstSlot(position); slot != SlotTable.NONE; slot = emitted.nextSlot(slot)) {
                out.putInt(numbers.of(emitted.group(slot)));
                out.putInt(firing.emissions(slot));
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
        firing.clear();
        GroupNumbers numbers = GroupNumbers.read(groups, in);
        for (int left = in.getInt(); left > 0; left--) {
            long slice = in.getLong();
            for (int inSlice = in.getInt(); inSlice > 0; inSlice--) {
                restoreSlot(slice, numbers.of(in.getInt()), in);
            }
        }
        for (int left = in.getInt(); left > 0; left--) {
            long window = in.getLong();
            for (int inWindow = in.getInt(); inWindow > 0; inWindow--) {
                firing.remember(window, numbers.of(in.getInt()), in.getInt());
            }
        }
        numbers.release();
    }

    private void restoreSlot(long slice, int group, StateReader in) {
        groups.acquire(group);
        int slot = slots.add(slice, group, in.getLong());
        states.ensureCapacity(slots.capacity());
        states.restore(slot, in);
        if (firing.isEarly() && in.getBoolean()) {
            firing.change(slot);
        }
    }
}
