package io.weir.appliance;

import io.weir.config.Location;
import io.weir.config.PipelineConfig.OnChange;
import io.weir.config.Problem;
import io.weir.model.RowBatch;
import io.weir.processing.Pipeline;
import io.weir.processing.PipelineStats;
import io.weir.storage.Checkpoint;
import io.weir.storage.Cursor;
import io.weir.storage.Journal;
import io.weir.storage.JournalReader;
import io.weir.storage.JournalStore;
import io.weir.storage.StorageException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Runs one pipeline from its input journal into its results journal, on a thread of its own, with checkpoints. On start
 * it goes on from the last checkpoint: the rows behind it are read again, the state comes out the same, and results that
 * the journal already has are not written again.
 */
final class PipelineRunner {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineRunner.class);
    private static final long CHECKPOINT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String id;
    private final String stream;
    private final Pipeline pipeline;
    private final OnChange onChange;
    private final Location place;
    private final Journal input;
    private final Journal results;
    private final JournalStore store;
    private final Cursor cursor;
    private final PatientAppends appends;
    private final Scheduler scheduler;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Written by {@link #stop}, read by the pipeline's thread. */
    private volatile boolean stopping;
    /** Written by the pipeline's thread, read by whoever asks for the lag. */
    private volatile long position;

    // The pipeline's thread only:
    private long lastCheckpointNanos = System.nanoTime();
    private long checkpointed;
    private long lostSaid;
    /** See {@link PipelineStart#rebuiltAt}. */
    private long rebuiltAt;

    private @Nullable JournalReader inputReader;
    /** Taken, and waiting for its results to become durable. */
    private @Nullable Checkpoint pending;

    PipelineRunner(Pipelines.Compiled compiled, JournalStore store, PatientAppends appends) {
        this.appends = appends;
        this.id = compiled.config().id();
        this.stream = compiled.input().id();
        this.pipeline = compiled.pipeline();
        this.onChange = compiled.config().onChange();
        this.place = compiled.config().aggregates().get(0).call().location();
        this.store = store;
        this.input = store.journal(compiled.input().journal());
        this.results = store.journal(compiled.config().journal());
        this.cursor = store.cursor(id, input.id());
        this.scheduler = Schedulers.newSingle("pipeline-" + id);
    }

    /** What forbids to start: a definition that has changed and should not have; empty: nothing. */
    Optional<Problem> refusal() {
        return onChange == OnChange.REFUSE && PipelineStart.isChanged(cursor, pipeline)
                ? Optional.of(new Problem(
                        place,
                        "pipelines." + id,
                        "is another definition than the one that has been running, and on_change is refuse; set on_change:"
                                + " rebuild or keep, or give the new one an id of its own"))
                : Optional.empty();
    }

    /** Restores the last checkpoint and begins to run. */
    void start() {
        PipelineStart start = PipelineStart.of(id, cursor, pipeline, onChange, results);
        position = start.readBehind();
        checkpointed = cursor.saved();
        rebuiltAt = start.rebuiltAt();
        start.checkpoint().ifPresent(this::save);
        if (rebuiltAt > 0) {
            LOG.info(
                    "pipeline {}: its definition has changed; its windows are rebuilt from what {} has, its results begin"
                            + " behind {}:{}",
                    id,
                    input.id(),
                    input.id(),
                    rebuiltAt);
        }
        ResultWriter writer = new ResultWriter(results, appends, input.id(), start.known());
        JournalReader reader = input.reader(position);
        inputReader = reader;
        JournalFlux.follow(reader, store.commit(), scheduler, () -> stopping)
                .doOnNext(batch -> process(batch, writer))
                .doFinally(end -> finish())
                .subscribe(batch -> {}, this::fail);
    }

    private void process(RowBatch batch, ResultWriter writer) {
        if (rebuiltAt > 0 && batch.sequence() > rebuiltAt) {
            endRebuild();
        }
        writer.beginInput(batch.sequence());
        pipeline.accept(batch, writer);
        position = batch.sequence();
        if (rebuiltAt == 0) {
            cursor.read(position);
            sayWhatIsLost();
            checkpointWhenDue();
        }
    }

    /** Now the windows are as if the new definition had always been there; nothing of it has been written yet. */
    private void endRebuild() {
        save(PipelineStart.checkpoint(pipeline, rebuiltAt, results.appended()));
        rebuiltAt = 0;
        JournalReader reader = inputReader;
        lostSaid = reader == null ? 0 : reader.lostDocuments();
        LOG.info("pipeline {}: its windows are rebuilt", id);
    }

    private void sayWhatIsLost() {
        JournalReader reader = inputReader;
        long lost = reader == null ? 0 : reader.lostDocuments();
        if (lost > lostSaid) {
            LOG.error(
                    "pipeline {}: {} documents of {} were deleted before it had read them; windows around {}:{} lack"
                            + " their rows",
                    id,
                    lost - lostSaid,
                    input.id(),
                    input.id(),
                    position);
            lostSaid = lost;
        }
    }

    private void checkpointWhenDue() {
        if (pending != null) {
            savePending();
        } else if (System.nanoTime() - lastCheckpointNanos > CHECKPOINT_NANOS && position > checkpointed) {
            take();
        }
    }

    private void take() {
        pending = PipelineStart.checkpoint(pipeline, position, results.appended());
        lastCheckpointNanos = System.nanoTime();
    }

    /** A checkpoint may only be kept once the results before it are durable: behind it they are not computed again. */
    private void savePending() {
        Checkpoint checkpoint = pending;
        if (checkpoint == null || results.durable() < checkpoint.resultSequence()) {
            return;
        }
        pending = null;
        save(checkpoint);
    }

    private void save(Checkpoint checkpoint) {
        try {
            if (cursor.save(checkpoint)) {
                checkpointed = checkpoint.inputSequence();
            }
        } catch (StorageException e) {
            // The one before still stands; a restart has more to read again, and nothing is lost.
            LOG.warn("pipeline {}: no checkpoint now: {}", id, e.getMessage());
        }
    }

    private void fail(Throwable error) {
        LOG.error("pipeline {}: stopped at {}:{}", id, input.id(), position, error);
        done.completeExceptionally(error);
    }

    private void finish() {
        scheduler.dispose();
        done.complete(null);
    }

    /**
     * Asks the pipeline to stop once it has read what is durable now.
     *
     * @return completes when it has
     */
    CompletableFuture<Void> stop() {
        stopping = true;
        return done;
    }

    /** Takes a last checkpoint, after {@link #stop} has completed and the results are durable. */
    void checkpointAtEnd() {
        pending = null;
        if (position > checkpointed && rebuiltAt == 0 && !done.isCompletedExceptionally()) {
            take();
            savePending();
        }
    }

    String id() {
        return id;
    }

    /** The id of the stream that it reads. */
    String stream() {
        return stream;
    }

    /** Why it stopped by itself, or null. */
    @Nullable Throwable failure() {
        return done.isCompletedExceptionally() ? done.handle((v, e) -> e).join() : null;
    }

    /** How many documents of the input journal are durable and not yet read. */
    long lagDocuments() {
        return Math.max(0, input.durable() - position);
    }

    PipelineStats stats() {
        return pipeline.stats();
    }
}
