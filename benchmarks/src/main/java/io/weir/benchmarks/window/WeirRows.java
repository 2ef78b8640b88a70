package io.weir.benchmarks.window;

import io.weir.model.RowBatch;
import java.util.function.Consumer;

/** Where Weir's pipelines get the {@link Readings} from. */
interface WeirRows {
    /** Gives out the first so many rows, in batches that are reused. */
    void take(long rows, Consumer<RowBatch> consumer);
}
