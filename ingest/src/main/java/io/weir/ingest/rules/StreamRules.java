package io.weir.ingest.rules;

import io.weir.config.RowRules;
import io.weir.config.RowRules.Dedupe;
import io.weir.config.StreamConfig;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. The rules of one stream, shared by all its sources: what comes twice over two of them comes twice. Guarded by
 * itself; one call a message.
 *
 * <p>What {@code dedupe} remembers is what the journal has, and what is on its way there: after a restart it is read back
 * from the journal ({@link #restore}). Its clock runs only while the appliance does, so that what a broker sends again
 * after an outage of the appliance is still known. Samples and dead bands begin anew after a restart.
 */
public final class StreamRules {
    private static final int KEY = -1;
    private static final int TIME = -2;
    private static final int ABSENT = -3;

    private final StreamConfig stream;
    private final @Nullable RowFilter where;
    private final @Nullable RecentRows recent;
    private final List<String> by;
    private final int[] columns;
    private final @Nullable KeyMemory memory;
    private final Fingerprint print = new Fingerprint();

    /**
     * For a stream that has rules.
     *
     * @param where the compiled condition, where the configuration has one
     */
    public StreamRules(StreamConfig stream, @Nullable RowFilter where) {
        RowRules rules = stream.rules();
        if (rules.where().isPresent() != (where != null)) {
            throw new IllegalArgumentException("stream " + stream.id() + " has a condition, or has none");
        }
        this.stream = stream;
        this.where = where;
        this.by = rules.dedupe().map(Dedupe::by).orElse(List.of());
        this.columns = columns(stream.schema());
        this.recent = rules.dedupe()
                .map(it -> new RecentRows(it.within().toNanos(), it.maxEntries()))
                .orElse(null);
        this.memory = rules.sample().isPresent() || rules.deadband().isPresent()
                ? new KeyMemory(
                        rules.sample(),
                        rules.deadband(),
                        stream.schema(),
                        rules.limits().keys())
                : null;
    }

    private int[] columns(Schema schema) {
        return by.stream()
                .mapToInt(name -> name.equals("key")
                        ? KEY
                        : name.equals("time") ? TIME : schema.indexOf(name) < 0 ? ABSENT : schema.indexOf(name))
                .toArray();
    }

    /** The stream. */
    public StreamConfig stream() {
        return stream;
    }

    /**
     * Decides about the rows of one message.
     *
     * @param nowNanos on the monotonic clock
     * @param dropped counts by {@link Drop#index}; added to
     * @param keep room for a bit for each row; set where the row is kept
     * @return how many are
     */
    public synchronized int apply(RowBatch batch, long nowNanos, long[] dropped, long[] keep) {
        long[] met = where == null ? null : where.select(batch);
        int kept = 0;
        for (int row = 0; row < batch.rowCount(); row++) {
            Drop drop = met != null && (met[row >>> 6] & (1L << (row & 63))) == 0
                    ? Drop.FILTERED
                    : drop(batch, row, nowNanos);
            if (drop == null) {
                keep[row >>> 6] |= 1L << (row & 63);
                kept++;
            } else {
                keep[row >>> 6] &= ~(1L << (row & 63));
                dropped[drop.index()]++;
            }
        }
        return kept;
    }

    private @Nullable Drop drop(RowBatch batch, int row, long nowNanos) {
        if (recent != null) {
            fingerprint(batch, row, columns);
            if (!recent.add(print, nowNanos)) {
                return Drop.DEDUPLICATED;
            }
        }
        if (memory == null) {
            return null;
        }
        print.start();
        addText(batch, batch.keys()[row]);
        print.finish();
        return memory.row(print, batch, row);
    }

    private void fingerprint(RowBatch batch, int row, int[] of) {
        print.start();
        for (int column : of) {
            if (column == KEY) {
                addText(batch, batch.keys()[row]);
            } else if (column == TIME) {
                print.add(batch.times()[row]);
            } else if (column == ABSENT || batch.isNull(column, row)) {
                print.add(0);
            } else {
                print.add(1);
                addValue(batch, row, column);
            }
        }
        print.finish();
    }

    private void addValue(RowBatch batch, int row, int field) {
        FieldType type = batch.type(field);
        switch (type) {
            case DOUBLE -> print.add(Double.doubleToLongBits(batch.doubles(field)[row]));
            case LONG, TIMESTAMP, BOOL -> print.add(batch.longs(field)[row]);
            case STRING -> addText(batch, batch.strings(field)[row]);
        }
    }

    private void addText(RowBatch batch, int entry) {
        print.add(
                batch.dictionary().bytes(),
                batch.dictionary().offset(entry),
                batch.dictionary().length(entry));
    }

    /**
     * Remembers rows that are in the journal, oldest first, before any row is decided about.
     *
     * @param batch of this stream, perhaps with an older schema
     * @param lastArrivalNanos when the last row of the journal came: the time that has passed since then does not count
     * @param nowNanos on the monotonic clock
     */
    public synchronized void restore(RowBatch batch, long lastArrivalNanos, long nowNanos) {
        if (recent == null) {
            return;
        }
        int[] of = columns(batch.schema());
        long within = stream.rules().dedupe().map(it -> it.within().toNanos()).orElse(0L);
        for (int row = 0; row < batch.rowCount(); row++) {
            long age = Math.max(0, lastArrivalNanos - batch.arrivals()[row]);
            if (age <= within) {
                fingerprint(batch, row, of);
                recent.add(print, nowNanos - age);
            }
        }
    }

    /** How long back {@link #restore} wants rows, nanoseconds; 0 if it wants none. */
    public long memoryNanos() {
        return stream.rules().dedupe().map(it -> it.within().toNanos()).orElse(0L);
    }

    /** How many rows {@code dedupe} remembers now. */
    public synchronized long remembered() {
        return recent == null ? 0 : recent.size();
    }

    /** How many rows it forgot early, for want of room: their duplicates would be journaled. */
    public synchronized long forgotten() {
        return recent == null ? 0 : recent.forgotten();
    }

    /** How many keys samples and dead bands remember something of. */
    public synchronized long keys() {
        return memory == null ? 0 : memory.size();
    }

    /** How many rows passed samples and dead bands because there were too many keys. */
    public synchronized long refusedKeys() {
        return memory == null ? 0 : memory.refused();
    }
}
