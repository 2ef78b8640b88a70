package io.weir.processing;

import io.weir.model.RowBatch;

/** Takes the results of a {@link Pipeline}, on the thread that called it. */
@FunctionalInterface
public interface ResultSink {
    /**
     * Takes result rows, at least one.
     *
     * @param results of the pipeline's result schema; reused when this returns
     */
    void emit(RowBatch results);
}
