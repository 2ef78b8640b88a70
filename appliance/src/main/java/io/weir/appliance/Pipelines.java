package io.weir.appliance;

import io.weir.config.ConfigException;
import io.weir.config.PipelineConfig;
import io.weir.config.Problem;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.ingest.SchemaFiles;
import io.weir.processing.Pipeline;
import io.weir.processing.PipelineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compiles a configuration's pipelines. */
public final class Pipelines {
    /** A pipeline, with what it was compiled from: the stream is that which it reads, itself or through others. */
    public record Compiled(PipelineConfig config, StreamConfig input, Pipeline pipeline) {}

    private Pipelines() {}

    /**
     * One pipeline, without state.
     *
     * @param id of a pipeline of the configuration
     * @throws ConfigException with what is wrong with it
     */
    public static Pipeline compile(String id, WeirConfig config) throws ConfigException {
        PipelineConfig pipeline = Objects.requireNonNull(config.pipelines().get(id), id);
        try {
            return compile(pipeline, config);
        } catch (PipelineException e) {
            throw new ConfigException(e.problems());
        }
    }

    private static Pipeline compile(PipelineConfig pipeline, WeirConfig config) throws PipelineException {
        return Pipeline.compile(config.chainOf(pipeline), config.inputOf(pipeline), config.streams());
    }

    /**
     * Every pipeline, in the order of the file.
     *
     * @throws ConfigException with every problem of every pipeline, and of every stream's condition and schema
     */
    public static List<Compiled> compile(WeirConfig config) throws ConfigException {
        List<Compiled> compiled = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (PipelineConfig pipeline : config.pipelines().values()) {
            try {
                compiled.add(new Compiled(pipeline, config.inputOf(pipeline), compile(pipeline, config)));
            } catch (PipelineException e) {
                // A pipeline over one that is wrong has that one's problems too.
                e.problems().stream().filter(it -> !problems.contains(it)).forEach(problems::add);
            }
        }
        try {
            StreamRulesets.compile(config);
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        }
        try {
            SchemaFiles.check(config);
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return compiled;
    }
}
