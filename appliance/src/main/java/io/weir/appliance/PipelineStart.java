package io.weir.appliance;

import io.weir.config.PipelineConfig.OnChange;
import io.weir.processing.Pipeline;
import io.weir.storage.Checkpoint;
import io.weir.storage.Cursor;
import io.weir.storage.Journal;
import java.util.Optional;

/**
 * Where a pipeline begins.
 *
 * @param readBehind the input document behind which it reads
 * @param known what it computes again and must not write again
 * @param rebuiltAt the input document up to which it only fills its windows; 0: it does not
 * @param checkpoint what holds from now on, to be saved before anything is written; empty: the last one does
 */
record PipelineStart(long readBehind, KnownResults known, long rebuiltAt, Optional<Checkpoint> checkpoint) {
    /** Whether the last checkpoint was made by another definition. */
    static boolean isChanged(Cursor cursor, Pipeline pipeline) {
        return cursor.load().filter(it -> isChanged(it, pipeline)).isPresent();
    }

    private static boolean isChanged(Checkpoint last, Pipeline pipeline) {
        return !last.fingerprint().equals(pipeline.fingerprint());
    }

    /** Decides, and restores the pipeline's state if there is one that fits. */
    static PipelineStart of(String id, Cursor cursor, Pipeline pipeline, OnChange onChange, Journal results) {
        Optional<Checkpoint> last = cursor.load();
        long inputSequence = last.map(Checkpoint::inputSequence).orElse(0L);
        KnownResults known = KnownResults.read(
                results.reader(last.map(Checkpoint::resultSequence).orElse(0L)), id, cursor.journal());
        if (last.isEmpty()) {
            // Kept at once, so that a definition that is changed soon is known to have changed.
            return new PipelineStart(0, known, 0, Optional.of(checkpoint(pipeline, 0, 0)));
        }
        if (!isChanged(last.get(), pipeline)) {
            pipeline.restore(last.get().state());
            return new PipelineStart(inputSequence, known, 0, Optional.empty());
        }
        // The old definition's last results may be a part of what their input document made: the new one reads it
        // again.
        long end = Math.max(inputSequence, known.inputSequence() - 1);
        return onChange == OnChange.REBUILD && end > 0
                ? new PipelineStart(0, new KnownResults(end + 1, 0), end, Optional.empty())
                : new PipelineStart(
                        end, KnownResults.NONE, 0, Optional.of(checkpoint(pipeline, end, results.appended())));
    }

    static Checkpoint checkpoint(Pipeline pipeline, long inputSequence, long resultSequence) {
        return new Checkpoint(pipeline.fingerprint(), inputSequence, resultSequence, pipeline.snapshot());
    }
}
