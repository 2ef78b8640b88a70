package io.weir.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A whole configuration file, checked: every id that it uses is defined, every value is within its bounds. Maps keep the
 * order of the file.
 *
 * @param file where it was read from
 * @param dataDir absolute; a relative path in the file is taken from the file's own folder
 * @param sources by id
 * @param streams by id
 * @param pipelines by id; no id is also a stream's
 */
public record WeirConfig(
        Path file,
        Path dataDir,
        Map<String, SourceConfig> sources,
        Map<String, StreamConfig> streams,
        Map<String, PipelineConfig> pipelines,
        StorageConfig storage,
        BatchConfig batch,
        ApiConfig api) {
    public WeirConfig {
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        streams = Collections.unmodifiableMap(new LinkedHashMap<>(streams));
        pipelines = Collections.unmodifiableMap(new LinkedHashMap<>(pipelines));
    }

    /** The pipelines whose results a pipeline is made of, the one that reads a stream first, and itself last. */
    public List<PipelineConfig> chainOf(PipelineConfig pipeline) {
        List<PipelineConfig> chain = new ArrayList<>();
        for (PipelineConfig next = pipeline; next != null; next = pipelines.get(next.input())) {
            chain.add(0, next);
        }
        return chain;
    }

    /** Whether a pipeline needs the rows of a stream: reads it, itself or through others, or joins it. */
    public boolean isRead(StreamConfig stream, PipelineConfig pipeline) {
        PipelineConfig first = chainOf(pipeline).get(0);
        return first.input().equals(stream.id())
                || first.joins().stream().anyMatch(join -> join.stream().equals(stream.id()));
    }

    /** The stream that a pipeline reads, itself or through others. */
    public StreamConfig inputOf(PipelineConfig pipeline) {
        return Objects.requireNonNull(
                streams.get(chainOf(pipeline).get(0).input()), "a checked configuration defines every input");
    }
}
