package io.weir.config;

import io.weir.model.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * A windowed aggregation over a stream, or over the results of another pipeline.
 *
 * @param input id of a stream or a pipeline
 * @param joins other streams whose rows are looked up
 * @param let columns computed of each row's fields, and of those before them, in the order of the file
 * @param where which rows take part; absent: all
 * @param groupBy {@code key} and names of fields; may be empty: one group
 * @param aggregates in the order of the file, at least one
 * @param select columns computed of the others of a result, and of those before them, in the order of the file
 * @param having which results are kept; absent: all
 * @param maxKeys how many groups can have open windows; rows of others count together
 * @param maxState what aggregates that keep values or texts may hold; where it is exceeded, the last to want more say null
 * @param onChange what becomes of the windows when the definition is another than before
 * @param journal id of the journal that keeps the results
 */
public record PipelineConfig(
        String id,
        String input,
        List<JoinConfig> joins,
        List<ColumnConfig> let,
        Optional<Expression> where,
        List<String> groupBy,
        WindowConfig window,
        List<AggregateConfig> aggregates,
        List<ColumnConfig> select,
        Optional<Expression> having,
        int maxKeys,
        ByteSize maxState,
        OnChange onChange,
        String journal) {
    /** The {@link #maxKeys} of a pipeline that says nothing of it. */
    public static final int DEFAULT_MAX_KEYS = 100_000;

    /** The {@link #maxState} of a pipeline that says nothing of it. */
    public static final ByteSize DEFAULT_MAX_STATE = ByteSize.ofMiB(64);

    /** What a pipeline does when it starts with another definition than the one that has been running. */
    public enum OnChange {
        /** Fills its windows with the rows that the journal still has; results begin where the old definition ended. */
        REBUILD,
        /** Begins with empty windows where the old definition ended. */
        KEEP,
        /** Does not start. */
        REFUSE
    }

    public PipelineConfig {
        joins = List.copyOf(joins);
        let = List.copyOf(let);
        groupBy = List.copyOf(groupBy);
        select = List.copyOf(select);
        aggregates = List.copyOf(aggregates);
    }
}
