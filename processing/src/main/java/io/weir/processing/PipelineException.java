package io.weir.processing;

import io.weir.config.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A pipeline cannot be compiled. Carries everything that is wrong with it. */
public final class PipelineException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public PipelineException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
