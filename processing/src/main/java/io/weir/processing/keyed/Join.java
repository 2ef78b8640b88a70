package io.weir.processing.keyed;

import io.weir.config.JoinConfig;
import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.model.SchemaMatch;
import io.weir.processing.expression.FilledColumn;
import io.weir.processing.expression.Scope;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. The rows of another stream that have come so far, for the rows of this one to be looked up by their keys: of each
 * key those of the latest times, so that what is found does not depend on how batches are cut. Not thread-safe.
 *
 * <pre>
 *   key 3, rows 4:   slots  12      13      14      15
 *                    times  10:20   10:05   10:30   –        order  13 12 14,  count 3
 * </pre>
 */
final class Join {
    private static final int NONE = RecentKeys.NONE;
    private static final int UNKNOWN = -2;

    private final JoinConfig config;
    private final SchemaMatch schema;
    private final Scope scope;
    private final TextVector on;
    /** Whether the last row of a key is found whatever its time. */
    private final boolean isLatest;

    private final long within;
    private final int rows;
    private final RecentKeys keys;
    private final Map<String, Column> byField = new LinkedHashMap<>();
    private Column[] columns = {};

    // By number of a key.
    private int[] counts = {};
    // By slot: number * rows + i.
    private long[] times = {};
    /** The slots of a key by time. */
    private int[] order = {};

    /** By entry of the dictionary of the batch that looks up. */
    private int[] found = {};

    /** @param on the column that has the other stream's key */
    Join(JoinConfig config, Schema schema, TextVector on, RecentKeys keys) {
        this.config = config;
        this.schema = new SchemaMatch(schema);
        this.scope = new Scope(schema);
        this.on = on;
        if (config.match() instanceof JoinConfig.Asof asof) {
            this.isLatest = false;
            this.within = asof.within().map(Duration::toNanos).orElse(Long.MAX_VALUE);
            this.rows = asof.rows();
        } else {
            this.isLatest = true;
            this.within = Long.MAX_VALUE;
            this.rows = 1;
        }
        this.keys = keys;
    }

    /** One column of the other stream. */
    private static final class Column {
        private final Vector value;
        private final KeyedValues values;
        private final FilledColumn found;

        Column(Vector value) {
            this.value = value;
            this.values = new KeyedValues(value.type());
            this.found = new FilledColumn(value.type());
        }
    }

    List<String> names() {
        return scope.names().stream().map(it -> config.alias() + "." + it).toList();
    }

    /** The column of a name, null if it is none of this join's. */
    @Nullable Vector column(String name) {
        if (!names().contains(name)) {
            return null;
        }
        String field = name.substring(config.alias().length() + 1);
        Column column = byField.computeIfAbsent(
                field, it -> new Column(Objects.requireNonNull(scope.resolve(it, 0), "one of its names")));
        columns = byField.values().toArray(Column[]::new);
        return column.found.vector();
    }

    /** Remembers the rows of a batch if they are the other stream's. */
    void take(RowBatch batch) {
        if (columns.length == 0 || batch.rowCount() == 0 || !schema.matches(batch.schema())) {
            return;
        }
        keys.load(batch);
        ensureCapacity();
        for (Column column : columns) {
            column.value.load(batch);
        }
        for (int row = 0, count = batch.rowCount(); row < count; row++) {
            int number = keys.number(row);
            if (number == NONE) {
                continue;
            }
            if (keys.isFresh(row)) {
                counts[number] = 0;
            }
            int slot = place(number, batch.times()[row]);
            if (slot != NONE) {
                for (Column column : columns) {
                    column.values.put(slot, column.value, row, batch);
                }
            }
        }
    }

    private void ensureCapacity() {
        int capacity = keys.capacity();
        if (counts.length < capacity) {
            counts = Arrays.copyOf(counts, capacity);
            times = Arrays.copyOf(times, capacity * rows);
            order = Arrays.copyOf(order, capacity * rows);
            for (Column column : columns) {
                column.values.ensureCapacity(capacity * rows);
            }
        }
    }

    /** The slot for a row of a time: that of an earlier row of the same time, a new one, or that of the earliest. */
    private int place(int number, long time) {
        int base = number * rows;
        int count = counts[number];
        if (isLatest) {
            counts[number] = 1;
            times[base] = time;
            order[base] = base;
            return base;
        }
        int rank = upTo(number, time);
        if (rank > 0 && times[order[base + rank - 1]] == time) {
            return order[base + rank - 1];
        }
        int slot;
        if (count < rows) {
            slot = base + count;
            counts[number] = count + 1;
            System.arraycopy(order, base + rank, order, base + rank + 1, count - rank);
        } else if (rank == 0) {
            return NONE;
        } else {
            slot = order[base];
            rank--;
            System.arraycopy(order, base + 1, order, base, rank);
        }
        order[base + rank] = slot;
        times[slot] = time;
        return slot;
    }

    /** How many rows of a key are not later than a time. */
    private int upTo(int number, long time) {
        int base = number * rows;
        int rank = counts[number];
        while (rank > 0 && times[order[base + rank - 1]] > time) {
            rank--;
        }
        return rank;
    }

    /** Looks up the rows of a batch of this stream. */
    void load(RowBatch batch) {
        if (columns.length == 0) {
            return;
        }
        Dictionary dictionary = batch.dictionary();
        int entries = dictionary.size();
        if (found.length < entries) {
            found = new int[Math.max(entries, 2 * found.length)];
        }
        Arrays.fill(found, 0, entries, UNKNOWN);
        on.load(batch);
        for (Column column : columns) {
            column.found.begin(batch);
        }
        for (int row = 0, count = batch.rowCount(); row < count; row++) {
            int slot = isKnown(row) ? slot(number(dictionary, on.entries()[row]), batch.times()[row]) : NONE;
            if (slot != NONE) {
                for (Column column : columns) {
                    column.values.copyTo(column.found, row, batch, slot);
                }
            }
        }
    }

    private boolean isKnown(int row) {
        return (on.validity()[row >> 6] & (1L << (row & 63))) != 0;
    }

    private int number(Dictionary dictionary, int entry) {
        int number = found[entry];
        if (number == UNKNOWN) {
            number = keys.find(dictionary, entry);
            found[entry] = number;
        }
        return number;
    }

    /** The slot of the row that a row of a time finds. */
    private int slot(int number, long time) {
        if (number == NONE) {
            return NONE;
        }
        int rank = isLatest ? counts[number] : upTo(number, time);
        if (rank == 0) {
            return NONE;
        }
        int slot = order[number * rows + rank - 1];
        long age = time - times[slot];
        // An age below 0 here is one too large for a long, unless the time is of no account.
        boolean isTooOld = within != Long.MAX_VALUE && (age > within || age < 0);
        return isTooOld ? NONE : slot;
    }

    /** Keys that had to be forgotten, and texts that were too long. */
    long forgotten() {
        long forgotten = keys.forgotten();
        for (Column column : columns) {
            forgotten += column.values.refused();
        }
        return forgotten;
    }

    void snapshot(StateWriter out) {
        keys.snapshot(out, number -> {
            out.putInt(counts[number]);
            for (int rank = 0; rank < counts[number]; rank++) {
                int slot = order[number * rows + rank];
                out.putLong(times[slot]);
                for (Column column : columns) {
                    column.values.snapshot(slot, out);
                }
            }
        });
    }

    void restore(StateReader in) {
        keys.restore(in, number -> {
            ensureCapacity();
            int count = in.getInt();
            if (count < 0 || count > rows) {
                throw new IllegalArgumentException("a key in the snapshot has " + count + " rows of " + rows);
            }
            counts[number] = count;
            for (int i = 0; i < count; i++) {
                int slot = number * rows + i;
                order[slot] = slot;
                times[slot] = in.getLong();
                for (Column column : columns) {
                    column.values.restore(slot, in);
                }
            }
        });
    }
}
