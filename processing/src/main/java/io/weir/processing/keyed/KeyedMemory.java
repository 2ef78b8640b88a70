package io.weir.processing.keyed;

import io.weir.config.JoinConfig;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.expression.FilledColumn;
import io.weir.processing.expression.Memory;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hot path. What a pipeline remembers of the rows of each key, of its own stream and of those that it joins. Not thread-safe. */
public final class KeyedMemory implements Memory {
    private final int maxKeys;
    private final int maxBytes;
    private final RecentKeys keys;
    private Join[] joins = {};
    /** By what they remember; one that needs another comes behind it. */
    private final Map<String, Previous> columns = new LinkedHashMap<>();

    private Previous[] previous = {};

    /**
     * A memory of nothing yet.
     *
     * @param maxKeys where there are more, those that have been silent for longest are forgotten
     * @param maxBytes that the keys may have together
     */
    public KeyedMemory(int maxKeys, int maxBytes) {
        this.maxKeys = maxKeys;
        this.maxBytes = maxBytes;
        this.keys = new RecentKeys(maxKeys, maxBytes);
    }

    /**
     * Adds another stream.
     *
     * @param schema of its rows
     * @param on the column of the pipeline's rows that has the other's key
     */
    public void join(JoinConfig config, Schema schema, TextVector on) {
        joins = Arrays.copyOf(joins, joins.length + 1);
        joins[joins.length - 1] = new Join(config, schema, on, new RecentKeys(maxKeys, maxBytes));
    }

    @Override
    public List<String> names() {
        return Arrays.stream(joins).flatMap(join -> join.names().stream()).toList();
    }

    @Override
    public @Nullable Vector joined(String name) {
        for (Join join : joins) {
            Vector column = join.column(name);
            if (column != null) {
                return column;
            }
        }
        return null;
    }

    /** Remembers the rows of a batch that is a joined stream's. */
    public void take(RowBatch batch) {
        for (Join join : joins) {
            join.take(batch);
        }
    }

    @Override
    public Vector previous(Vector value, String text) {
        Previous column = columns.computeIfAbsent(text, any -> new Previous(value));
        previous = columns.values().toArray(Previous[]::new);
        return column.before.vector();
    }

    /** Takes the rows of a batch; to be called once for each, before its expressions are loaded. */
    public void load(RowBatch batch) {
        if (batch.rowCount() == 0) {
            return;
        }
        for (Join join : joins) {
            join.load(batch);
        }
        if (previous.length == 0) {
            return;
        }
        keys.load(batch);
        for (Previous column : previous) {
            column.load(batch);
        }
    }

    /** How many keys are remembered. */
    public int size() {
        return keys.size();
    }

    /** How many keys have been forgotten for want of room, and how many texts are too long. */
    public long forgotten() {
        long forgotten = keys.forgotten();
        for (Previous column : previous) {
            forgotten += column.values.refused();
        }
        for (Join join : joins) {
            forgotten += join.forgotten();
        }
        return forgotten;
    }

    /** Writes what is remembered; nothing if no expression asks for it. */
    public void snapshot(StateWriter out) {
        for (Join join : joins) {
            join.snapshot(out);
        }
        if (previous.length > 0) {
            keys.snapshot(out, number -> {
                for (Previous column : previous) {
                    column.values.snapshot(number, out);
                }
            });
        }
    }

    /** Replaces what is remembered by what {@link #snapshot} wrote. */
    public void restore(StateReader in) {
        for (Join join : joins) {
            join.restore(in);
        }
        if (previous.length > 0) {
            keys.restore(in, number -> {
                for (Previous column : previous) {
                    column.values.ensureCapacity(keys.capacity());
                    column.values.restore(number, in);
                }
            });
        }
    }

    /** One column. */
    private final class Previous {
        private final Vector value;
        private final KeyedValues values;
        private final FilledColumn before;

        Previous(Vector value) {
            this.value = value;
            this.values = new KeyedValues(value.type());
            this.before = new FilledColumn(value.type());
        }

        void load(RowBatch batch) {
            values.ensureCapacity(keys.capacity());
            value.load(batch);
            before.begin(batch);
            for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                int number = keys.number(row);
                if (number != RecentKeys.NONE) {
                    if (!keys.isFresh(row)) {
                        values.copyTo(before, row, batch, number);
                    }
                    values.put(number, value, row, batch);
                }
            }
        }
    }
}
