package io.weir.processing.window;

import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.stream.IntStream;

/**
 * The snapshot of chains of slots:
 *
 * <pre>
 *   the groups (see GroupNumbers), in the order in which the slots name them
 *   int slots, slots × (int group, long first, long last, long ordinal, int count, state of each accumulator)
 * </pre>
 *
 * The slots of a group in their order, groups by the ordinals of their first ones.
 */
record ChainState(SlotChains chains, KeyTable groups, SlotStates states) {
    /** What is done with each slot that has been read. */
    interface Restored {
        void slot(int slot);
    }

    void snapshot(StateWriter out) {
        int[] heads = IntStream.range(0, groups.capacity())
                .map(chains::first)
                .filter(slot -> slot != SlotChains.NONE)
                .boxed()
                .sorted((a, b) -> Long.compare(chains.ordinal(a), chains.ordinal(b)))
                .mapToInt(slot -> slot)
                .toArray();
        GroupNumbers numbers = GroupNumbers.write(groups, out);
        for (int head : heads) {
            numbers.put(chains.group(head), out);
        }
        out.putInt(chains.size());
        for (int head : heads) {
            for (int slot = head; slot != SlotChains.NONE; slot = chains.next(slot)) {
                out.putInt(numbers.of(chains.group(slot)));
                out.putLong(chains.firstTime(slot));
                out.putLong(chains.lastTime(slot));
                out.putLong(chains.ordinal(slot));
                out.putInt(chains.count(slot));
                states.snapshot(slot, out);
            }
        }
    }

    void restore(StateReader in, Restored restored) {
        chains.clear();
        GroupNumbers numbers = GroupNumbers.read(groups, in);
        for (int left = in.getInt(); left > 0; left--) {
            int group = numbers.of(in.getInt());
            groups.acquire(group);
            long first = in.getLong();
            long last = in.getLong();
            int slot = chains.add(group, chains.last(group), first, in.getLong());
            chains.extend(slot, last);
            chains.setCount(slot, in.getInt());
            states.ensureCapacity(chains.capacity());
            states.restore(slot, in);
            restored.slot(slot);
        }
        numbers.release();
    }
}
