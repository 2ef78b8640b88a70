package io.weir.appliance;

import io.weir.config.ConfigException;
import io.weir.config.PipelineConfig;
import io.weir.config.Problem;
import io.weir.config.WeirConfig;
import io.weir.processing.Pipeline;
import io.weir.processing.PipelineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compiles a configuration's pipelines. */
public final class Pipelines {
    private Pipelines() {}

    /**
     * Every pipeline by id, in the order of the file.
     *
     * @throws ConfigException with every problem of every pipeline
     */
    public static Map<String, Pipeline> compile(WeirConfig config) throws ConfigException {
        Map<String, Pipeline> compiled = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (PipelineConfig pipeline : config.pipelines().values()) {
            try {
                compiled.put(
                        pipeline.id(),
                        Pipeline.compile(pipeline, config.streams().get(pipeline.input())));
            } catch (PipelineException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return compiled;
    }
}
