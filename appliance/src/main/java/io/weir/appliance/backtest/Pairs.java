package io.weir.appliance.backtest;

import io.weir.appliance.rows.Values;
import io.weir.model.Field;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.window.ResultWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Results of both sides, until they have found each other. Of a window the last revision counts. When there are too many, those
 * that came first are compared as they are. Not thread-safe.
 */
final class Pairs {
    private static final int MAX = 100_000;

    private final Schema schema;
    private final int groups;
    private final double tolerance;
    private final Tally tally;
    private final Consumer<Difference> listener;
    private final Map<WindowId, Pair> waiting = new LinkedHashMap<>();

    private static final class Pair {
        @Nullable Map<String, @Nullable Object> recorded;

        @Nullable Map<String, @Nullable Object> computed;
    }

    /**
     * No results yet.
     *
     * @param schema of the computed results
     * @param groups how many {@code group_by} columns it has
     * @param listener told of each difference
     */
    Pairs(Schema schema, int groups, double tolerance, Tally tally, Consumer<Difference> listener) {
        this.schema = schema;
        this.groups = groups;
        this.tolerance = tolerance;
        this.tally = tally;
        this.listener = listener;
    }

    void recorded(RowBatch batch, int row) {
        pair(batch, row).recorded = values(batch, row);
        shorten();
    }

    void computed(RowBatch batch, int row) {
        pair(batch, row).computed = values(batch, row);
        shorten();
    }

    private Pair pair(RowBatch batch, int row) {
        int[] fields = new int[groups];
        for (int i = 0; i < groups; i++) {
            fields[i] = batch.schema()
                    .indexOf(schema.fields()
                            .get(ResultWriter.FIRST_GROUP_FIELD + i)
                            .name());
        }
        return waiting.computeIfAbsent(WindowId.of(batch, row, fields), any -> new Pair());
    }

    private static Map<String, @Nullable Object> values(RowBatch batch, int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<Field> fields = batch.schema().fields();
        for (int field = ResultWriter.FIRST_GROUP_FIELD; field < fields.size(); field++) {
            values.put(fields.get(field).name(), Values.of(batch, field, row));
        }
        return values;
    }

    private void shorten() {
        if (waiting.size() > MAX) {
            Iterator<Map.Entry<WindowId, Pair>> eldest = waiting.entrySet().iterator();
            for (int i = 0; i < MAX / 2; i++) {
                Map.Entry<WindowId, Pair> next = eldest.next();
                compare(next.getKey(), next.getValue());
                eldest.remove();
            }
        }
    }

    /** Compares what is left. */
    void finish() {
        waiting.forEach(this::compare);
        waiting.clear();
    }

    private void compare(WindowId window, Pair pair) {
        List<String> columns = new ArrayList<>();
        Map<String, @Nullable Object> recorded = pair.recorded;
        Map<String, @Nullable Object> computed = pair.computed;
        if (recorded != null && computed != null) {
            computed.forEach((column, value) -> {
                if (recorded.containsKey(column) && !Values.equal(recorded.get(column), value, tolerance)) {
                    columns.add(column);
                }
            });
            if (columns.isEmpty()) {
                tally.equal();
                return;
            }
        }
        Difference difference = new Difference(window, recorded, computed, columns);
        tally.differs(difference);
        listener.accept(difference);
    }
}
