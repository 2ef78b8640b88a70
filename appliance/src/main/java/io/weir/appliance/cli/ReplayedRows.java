package io.weir.appliance.cli;

import io.weir.appliance.Pipelines;
import io.weir.config.ConfigException;
import io.weir.config.PipelineConfig;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.model.DeadLetters;
import io.weir.model.Schema;
import io.weir.storage.ReadOnlyStore;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a replay prints.
 *
 * @param journal where it is
 * @param newest what its rows look like by the configuration, or last looked like
 */
record ReplayedRows(String journal, Schema newest) {
    /**
     * The rows of a stream, of a pipeline or of the dead letters.
     *
     * @throws CommandFailed if there is no such name
     */
    static ReplayedRows of(String name, WeirConfig read, ReadOnlyStore store) throws ConfigException {
        StreamConfig stream = read.streams().get(name);
        if (stream != null) {
            return new ReplayedRows(stream.journal(), stream.schema());
        }
        PipelineConfig pipeline = read.pipelines().get(name);
        if (pipeline != null) {
            return new ReplayedRows(
                    pipeline.journal(), Pipelines.compile(name, read).resultSchema());
        }
        if (name.equals(DeadLetters.NAME)) {
            return new ReplayedRows(
                    name,
                    store.schemas(name).stream()
                            .filter(schema -> schema.name().equals(name))
                            .findFirst()
                            .orElse(new Schema(Schema.Kind.STREAM, name, List.of())));
        }
        // What is no longer configured can still be in a journal.
        Set<String> known = new TreeSet<>(read.streams().keySet());
        known.addAll(read.pipelines().keySet());
        known.add(DeadLetters.NAME);
        for (String journal : store.journals()) {
            for (Schema schema : store.schemas(journal)) {
                if (schema.name().equals(name)) {
                    return new ReplayedRows(journal, schema);
                }
                known.add(schema.name());
            }
        }
        throw CommandFailed.unknown("no stream or pipeline '" + name + "'", name, known);
    }

    /**
     * The rows of the stream that a pipeline reads.
     *
     * @throws CommandFailed if there is no such pipeline, or it reads another's results, none of which is late
     */
    static ReplayedRows lateFor(String name, WeirConfig read) {
        PipelineConfig pipeline = read.pipelines().get(name);
        if (pipeline == null) {
            List<String> readers = read.pipelines().values().stream()
                    .filter(it -> it.input().equals(name))
                    .map(PipelineConfig::id)
                    .toList();
            String late = "rows are late for the windows of a pipeline; ";
            throw readers.isEmpty()
                    ? CommandFailed.unknown(
                            late + "no pipeline '" + name + "'",
                            name,
                            read.pipelines().keySet())
                    : new CommandFailed(late + "those that read " + name + ": " + String.join(", ", readers));
        }
        if (read.pipelines().containsKey(pipeline.input())) {
            throw new CommandFailed(name + " reads the results of " + pipeline.input()
                    + ", each when it is final, and none is late; try --late with "
                    + read.chainOf(pipeline).get(0).id());
        }
        StreamConfig stream = read.inputOf(pipeline);
        return new ReplayedRows(stream.journal(), stream.schema());
    }
}
