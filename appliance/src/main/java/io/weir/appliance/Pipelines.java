package io.weir.appliance;

import io.weir.config.ConfigException;
import io.weir.config.PipelineConfig;
import io.weir.config.Problem;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.ingest.SchemaFiles;
import io.weir.processing.Pipeline;
import io.weir.processing.PipelineException;
import io.weir.processing.window.WindowLimits;
import java.util.ArrayList;
import java.util.List;

/** Compiles a configuration's pipelines. */
public final class Pipelines {
    /** A pipeline, with what it was compiled from: the stream is that which it reads, itself or through others. */
    public record Compiled(PipelineConfig config, StreamConfig input, Pipeline pipeline) {}

    private Pipelines() {}

    /**
     * Every pipeline, in the order of the file.
     *
     * @throws ConfigException with every problem of every pipeline, and of every stream's condition and schema
     */
    public static List<Compiled> compile(WeirConfig config) throws ConfigException {
        List<Compiled> compiled = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (PipelineConfig pipeline : config.pipelines().values()) {
            StreamConfig input = config.inputOf(pipeline);
            try {
                compiled.add(new Compiled(
                        pipeline, input, Pipeline.compile(config.chainOf(pipeline), input, WindowLimits.DEFAULT)));
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
