package io.weir.appliance.replay;

import io.weir.model.RowBatch;
import io.weir.processing.Pipeline;
import java.util.BitSet;

/** The rows that come too late for a pipeline's windows: runs the pipeline again to know them. Not thread-safe. */
public final class LateRows implements RowTest {
    private final Pipeline pipeline;
    private final BitSet late = new BitSet();

    /** @param pipeline without state; not used elsewhere */
    public LateRows(Pipeline pipeline) {
        this.pipeline = pipeline;
        pipeline.tellLate(late::set);
    }

    @Override
    public void load(RowBatch batch) {
        late.clear();
        pipeline.accept(batch, results -> {});
    }

    @Override
    public boolean matches(int row) {
        return late.get(row);
    }

    @Override
    public boolean needsAll() {
        return true;
    }
}
