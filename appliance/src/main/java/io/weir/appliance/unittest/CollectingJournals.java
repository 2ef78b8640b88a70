package io.weir.appliance.unittest;

import io.weir.appliance.Pipelines;
import io.weir.ingest.IngestJournals;
import io.weir.model.RowBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Journals that keep what a test may look at, and hand on what pipelines read. All is durable at once. One thread. */
final class CollectingJournals implements IngestJournals {
    private final List<Pipelines.Compiled> pipelines;
    private final Map<String, OutputRows> outputs = new HashMap<>();

    /** @param pipelines those that read the stream */
    CollectingJournals(List<Pipelines.Compiled> pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void append(String journal, RowBatch batch) {
        of(batch.schema().name()).add(batch);
        for (Pipelines.Compiled compiled : pipelines) {
            compiled.pipeline().accept(batch, of(compiled.config().id())::add);
        }
    }

    private OutputRows of(String output) {
        return outputs.computeIfAbsent(output, name -> new OutputRows());
    }

    /** By stream, pipeline, or {@code dead_letters}; what nothing came out of may be left out. */
    Map<String, OutputRows> outputs() {
        return outputs;
    }

    @Override
    public void afterDurable(Runnable action) {
        action.run();
    }

    @Override
    public void urge() {}

    @Override
    public OptionalLong position(String journal, String stream, String partition) {
        return OptionalLong.empty();
    }

    @Override
    public Set<String> partitions(String journal, String stream) {
        return Set.of();
    }
}
