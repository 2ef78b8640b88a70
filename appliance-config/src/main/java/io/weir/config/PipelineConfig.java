package io.weir.config;

import java.util.List;
import java.util.Optional;

/**
 * A windowed aggregation over a stream.
 *
 * @param input id of a stream
 * @param where which rows take part; absent: all
 * @param groupBy {@code key} and names of fields; may be empty: one group
 * @param aggregates in the order of the file, at least one
 * @param having which results are kept; absent: all
 * @param journal id of the journal that keeps the results
 */
public record PipelineConfig(
        String id,
        String input,
        Optional<Expression> where,
        List<String> groupBy,
        WindowConfig window,
        List<AggregateConfig> aggregates,
        Optional<Expression> having,
        String journal) {
    public PipelineConfig {
        groupBy = List.copyOf(groupBy);
        aggregates = List.copyOf(aggregates);
    }
}
