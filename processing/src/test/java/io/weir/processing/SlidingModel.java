package io.weir.processing;

import io.weir.processing.Rows.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Windows that end with a row. */
final class SlidingModel extends ReferenceModel {
    private final long size;
    private final List<Row> rows = new ArrayList<>();
    /** By group and time of the window's last row. */
    private final Map<List<Object>, Integer> emissions = new HashMap<>();

    SlidingModel(long size, Common common) {
        super(common);
        this.size = size;
    }

    @Override
    void place(Row row) {
        if (reached(row.time() + 1 + lateness)) {
            late.add(row);
            return;
        }
        rows.add(row);
        ends(row.time(), row.time() + size - 1).stream()
                .filter(end -> group(end).equals(group(row)) && reached(end.time() + 1))
                .sorted(Comparator.comparingLong(Row::time))
                .forEach(end -> show(end, row.arrival()));
    }

    /** One row for each group and time in a range, in the order in which these first came. */
    private List<Row> ends(long from, long to) {
        Map<List<Object>, Row> ends = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.time() >= from && row.time() <= to)
                .forEach(row -> ends.putIfAbsent(List.of(group(row), row.time()), row));
        return List.copyOf(ends.values());
    }

    private void show(Row end, long arrival) {
        int revision = emissions.merge(List.of(group(end), end.time()), 1, Integer::sum) - 1;
        List<Row> within = rows.stream()
                .filter(row ->
                        group(row).equals(group(end)) && row.time() > end.time() - size && row.time() <= end.time())
                .toList();
        emit(end.time() + 1 - size, end.time() + 1, revision, within, arrival);
    }

    @Override
    void moved(long before, long arrival) {
        ends(Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .filter(end -> reached(end.time() + 1) && before < end.time() + 1)
                .sorted(Comparator.comparingLong(Row::time))
                .forEach(end -> show(end, arrival));
    }
}
