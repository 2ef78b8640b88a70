package io.weir.appliance;

import io.weir.model.Partitions;
import io.weir.model.RowBatch;

/** Results carry the input document that they come from, as the position of a partition that has the input journal's name. */
public final class InputSequence {
    private InputSequence() {}

    /** The sequence of the input document that results come from; 0: they do not say. */
    public static long of(RowBatch results, String inputJournal) {
        Partitions partitions = results.partitions();
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.name(i).equals(inputJournal) && partitions.nextOffset(i) != Partitions.NO_OFFSET) {
                return partitions.nextOffset(i) - 1;
            }
        }
        return 0;
    }
}
