package io.weir.processing;

import io.weir.processing.Rows.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Windows of so many rows of a group. */
final class CountModel extends ReferenceModel {
    private final int size;
    private final int hop;
    private final Map<List<Object>, List<Row>> rows = new HashMap<>();

    CountModel(int size, int hop, Common common) {
        super(common);
        this.size = size;
        this.hop = hop;
    }

    @Override
    void place(Row row) {
        List<Row> all = rows.computeIfAbsent(group(row), any -> new ArrayList<>());
        all.add(row);
        if (all.size() >= size && (all.size() - size) % hop == 0) {
            List<Row> window = all.subList(all.size() - size, all.size());
            long start = window.stream().mapToLong(Row::time).min().orElseThrow();
            long end = window.stream().mapToLong(Row::time).max().orElseThrow() + 1;
            emit(start, end, 0, window, row.arrival());
        }
    }

    @Override
    void moved(long before, long arrival) {
        // Time does not matter.
    }
}
