package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;

/**
 * Hot path. The state of one aggregate over all groups and slices at once: primitive arrays indexed by slot. Who owns
 * which slot is not its business. Not thread-safe.
 *
 * <p>Its laws, for slots a, b, c and rows in journal order (deduct, the fifth, is to come):
 *
 * <ul>
 *   <li>create makes the neutral element: combine(a, create()) and combine(create(), a) export as a does.
 *   <li>combine is associative, and combine(rows 1..k, rows k+1..n) exports as rows 1..n do: exactly for everything but
 *       floating-point sums, which agree within rounding.
 *   <li>export does not change the state.
 *   <li>restore(snapshot(a)) is bit for bit a.
 * </ul>
 *
 * Nulls are skipped by every aggregate but {@code count()}.
 */
public interface Accumulator {
    /** Makes room for slots 0 to {@code slots - 1}. */
    void ensureCapacity(int slots);

    /** Law 1: makes {@code slot} hold nothing. */
    void create(int slot);

    /** Makes the columns that {@link #accumulate} reads those of a batch. Called once per batch, before it. */
    void load(RowBatch batch);

    /**
     * Law 2: takes rows in journal order.
     *
     * @param rows row numbers in the batch, ascending
     * @param slots the slot of each
     * @param count how many of both are meant
     */
    void accumulate(RowBatch batch, int[] rows, int[] slots, int count);

    /** Law 3: adds the state of each {@code from[i]}, which is later in the journal where that matters, to {@code into[i]}. */
    void combine(int[] into, int[] from, int count);

    /** Lets go of what {@code slot} holds beyond its array elements. */
    default void release(int slot) {}

    /** Writes the state of {@code slot}. */
    void snapshot(int slot, StateWriter out);

    /** Sets the state of {@code slot} to what {@link #snapshot} wrote. */
    void restore(int slot, StateReader in);
}
