package io.weir.processing;

import io.weir.config.WindowConfig;
import io.weir.model.EventTime;
import io.weir.processing.Rows.Row;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Windows that follow the clock or the calendar. */
final class AlignedModel extends ReferenceModel {
    /** Which windows there are. */
    interface Windows {
        /** The starts of those that a time is in, ascending. */
        List<Long> startsOf(long time);

        long end(long start);

        static Windows fixed(long size, long hop, long offset) {
            return new Windows() {
                @Override
                public List<Long> startsOf(long time) {
                    List<Long> starts = new ArrayList<>();
                    long first = Math.floorDiv(time - offset - size, hop) * hop + hop + offset;
                    for (long start = first; start <= time; start += hop) {
                        starts.add(start);
                    }
                    return starts;
                }

                @Override
                public long end(long start) {
                    return start + size;
                }
            };
        }

        /** Days, weeks, months or years that begin at an hour of the local day. */
        static Windows calendar(WindowConfig.Unit unit, ZoneId zone, int hour) {
            return new Windows() {
                private long start(LocalDate date) {
                    return EventTime.ofInstant(date.atTime(hour, 0).atZone(zone).toInstant());
                }

                private LocalDate first(LocalDate date) {
                    return switch (unit) {
                        case DAY -> date;
                        case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                        case MONTH -> date.withDayOfMonth(1);
                        case YEAR -> date.withDayOfYear(1);
                    };
                }

                private LocalDate date(long time) {
                    return LocalDate.ofInstant(Instant.EPOCH.plusNanos(time), zone);
                }

                @Override
                public List<Long> startsOf(long time) {
                    LocalDate date = date(time);
                    return List.of(start(first(start(date) <= time ? date : date.minusDays(1))));
                }

                @Override
                public long end(long start) {
                    LocalDate date = first(date(start));
                    return start(
                            switch (unit) {
                                case DAY -> date.plusDays(1);
                                case WEEK -> date.plusWeeks(1);
                                case MONTH -> date.plusMonths(1);
                                case YEAR -> date.plusYears(1);
                            });
                }
            };
        }
    }

    private final Windows cut;

    /** By window start: the rows that the window took, in journal order. */
    private final TreeMap<Long, List<Row>> windows = new TreeMap<>();

    private final Map<List<Object>, Integer> emitted = new HashMap<>();

    /** 0: never. */
    private final long every;

    /** (window start, group) that have had rows since they were told of early. */
    private final Set<List<Object>> changed = new HashSet<>();

    AlignedModel(Windows cut, long every, Common common) {
        super(common);
        this.cut = cut;
        this.every = every;
    }

    @Override
    void place(Row row) {
        boolean taken = false;
        for (long start : cut.startsOf(row.time())) {
            if (reached(cut.end(start) + lateness)) {
                continue;
            }
            taken = true;
            windows.computeIfAbsent(start, any -> new ArrayList<>()).add(row);
            changed.add(id(start, group(row)));
            if (reached(cut.end(start))) {
                emit(start, group(row), row.arrival());
            }
        }
        if (!taken) {
            late.add(row);
        }
    }

    @Override
    void moved(long before, long arrival) {
        for (long start : new ArrayList<>(windows.keySet())) {
            if (reached(cut.end(start)) && before < cut.end(start)) {
                windows.get(start).stream().map(this::group).distinct().forEach(group -> emit(start, group, arrival));
            }
        }
        if (every > 0 && before != EventTime.MIN && Math.floorDiv(watermark, every) > Math.floorDiv(before, every)) {
            early(arrival);
        }
    }

    private void early(long arrival) {
        for (long start : new ArrayList<>(windows.keySet())) {
            if (!reached(cut.end(start))) {
                windows.get(start).stream()
                        .map(this::group)
                        .distinct()
                        .filter(group -> changed.contains(id(start, group)))
                        .forEach(group -> emit(start, group, arrival));
            }
        }
        changed.clear();
    }

    private static List<Object> id(long start, List<Object> group) {
        List<Object> id = new ArrayList<>(group);
        id.add(start);
        return id;
    }

    private void emit(long start, List<Object> group, long arrival) {
        int revision = emitted.merge(id(start, group), 1, Integer::sum) - 1;
        List<Row> rows = windows.get(start).stream()
                .filter(row -> group(row).equals(group))
                .toList();
        emit(start, cut.end(start), revision, rows, arrival);
    }
}
