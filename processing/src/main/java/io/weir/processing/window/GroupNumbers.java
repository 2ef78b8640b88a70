package io.weir.processing.window;

import io.weir.processing.keyed.KeyTable;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * The groups of a snapshot, numbered in the order in which what follows names them:
 *
 * <pre>
 *   int groups,  groups × (int length, bytes)
 * </pre>
 */
final class GroupNumbers {
    private final KeyTable groups;
    private final int[] numbers;
    private int count;

    private GroupNumbers(KeyTable groups, int[] numbers) {
        this.groups = groups;
        this.numbers = numbers;
    }

    /** Begins to write: each live group must be {@link #put}, at its first place. */
    static GroupNumbers write(KeyTable groups, StateWriter out) {
        int[] numbers = new int[groups.capacity()];
        Arrays.fill(numbers, -1);
        out.putInt(groups.live());
        return new GroupNumbers(groups, numbers);
    }

    /** Writes a group if it has no number yet. */
    void put(int group, StateWriter out) {
        if (numbers[group] < 0) {
            numbers[group] = count++;
            out.putBytes(groups.bytes(), groups.offset(group), groups.length(group));
        }
    }

    /** What {@link #write} wrote. The groups are held until {@link #release}, so that none is forgotten meanwhile. */
    static GroupNumbers read(KeyTable groups, StateReader in) {
        groups.clear();
        int[] numbers = new int[in.getInt()];
        for (int i = 0; i < numbers.length; i++) {
            byte[] bytes = in.getBytes();
            numbers[i] = groups.intern(bytes, 0, bytes.length);
            groups.acquire(numbers[i]);
        }
        return new GroupNumbers(groups, numbers);
    }

    /** Written: the number of a group; read: the group with a number. */
    int of(int number) {
        return numbers[number];
    }

    /** Ends reading. */
    void release() {
        for (int group : numbers) {
            groups.release(group);
        }
    }
}
