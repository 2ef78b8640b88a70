package io.weir.appliance.backtest;

import io.weir.appliance.InputSequence;
import io.weir.appliance.Pipelines;
import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.JournalReader;
import io.weir.storage.ReadOnlyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline over everything that its input journal has, beside its recorded results. Only what both sides could know is
 * compared: windows of rows that the journal still has, and results of the input documents between those that the first and the
 * last recorded result come from.
 */
public final class Backtest {
    /** Told how far it is, in documents of the input journal. */
    public interface Progress {
        /** So many of {@code total}; 0: it is not known how many there are. */
        void show(long done, long total);
    }

    /** The input documents that the first and the last recorded result come from; 0: there are none. */
    private record Span(long first, long last) {}

    private final ReadOnlyStore store;
    private final Pipelines.Compiled compiled;
    private final String input;
    private final String output;
    private final Schema computedSchema;
    private final long fromNanos;
    private final long toNanos;
    private final Tally tally = new Tally();
    private final Pairs pairs;
    private final List<String> notes = new ArrayList<>();
    private final Set<String> recordedColumns = new LinkedHashSet<>();

    private boolean sawRows;
    /** Whether the beginning of the input has been deleted. */
    private boolean isCut;
    /** Event time; windows that begin before lack rows. */
    private long completeFrom;

    private final Front computedFront = new Front();
    private final Front recordedFront = new Front();
    private @Nullable JournalReader results;
    /** Read, and not compared yet. */
    private @Nullable RowBatch recorded;

    /**
     * A backtest that has not run.
     *
     * @param compiled without state; not used elsewhere
     * @param fromNanos the earliest event time of results, inclusive; a window counts with the last instant that it covers
     * @param toNanos exclusive
     * @param tolerance by how much doubles may differ, times the larger of 1 and themselves
     * @param listener told of each difference
     */
    public Backtest(
            ReadOnlyStore store,
            Pipelines.Compiled compiled,
            long fromNanos,
            long toNanos,
            double tolerance,
            Consumer<Difference> listener) {
        this.store = store;
        this.compiled = compiled;
        this.input = compiled.input().journal();
        this.output = compiled.config().journal();
        this.computedSchema = compiled.pipeline().resultSchema();
        this.fromNanos = fromNanos;
        this.toNanos = toNanos;
        this.pairs = new Pairs(computedSchema, compiled.config().groupBy().size(), tolerance, tally, listener);
    }

    /** Runs to the end. */
    public void run(Progress progress) {
        Span span = span();
        isCut = store.deletedThrough(input) > 0;
        completeFrom = isCut ? Long.MAX_VALUE : Long.MIN_VALUE;
        long last = span.last() == 0 ? Long.MAX_VALUE : span.last();
        try (JournalReader rows = store.reader(input, 0);
                JournalReader opened = recordedResults()) {
            results = opened;
            recorded = nextRecorded();
            for (RowBatch batch = rows.next(); batch != null && batch.sequence() <= last; batch = rows.next()) {
                take(batch, batch.sequence() >= span.first());
                progress.show(batch.sequence(), span.last());
            }
            for (RowBatch batch = recorded; batch != null; batch = nextRecorded()) {
                record(batch);
            }
            damaged(rows, input);
            damaged(opened, output);
        }
        pairs.finish();
        note(span.last() > 0);
    }

    /** Null: there are none. */
    private @Nullable JournalReader recordedResults() {
        if (!store.journals().contains(output)) {
            return null;
        }
        JournalReader results = store.reader(output, 0);
        results.select(computedSchema.name(), Long.MIN_VALUE, Long.MAX_VALUE);
        return results;
    }

    private Span span() {
        long first = 0;
        long last = 0;
        try (JournalReader results = recordedResults()) {
            RowBatch batch = results == null ? null : results.next();
            while (results != null && batch != null) {
                long sequence = InputSequence.of(batch, input);
                first = first == 0 ? sequence : first;
                last = Math.max(last, sequence);
                batch = results.next();
            }
        }
        return new Span(first, last);
    }

    private void take(RowBatch batch, boolean compared) {
        if (!sawRows
                && batch.rowCount() > 0
                && batch.schema().equals(compiled.input().schema())) {
            sawRows = true;
            if (isCut) {
                completeFrom =
                        Arrays.stream(batch.times(), 0, batch.rowCount()).max().getAsLong();
            }
        }
        compiled.pipeline().accept(batch, results -> compute(results, compared));
    }

    private void compute(RowBatch results, boolean compared) {
        for (int row = 0; row < results.rowCount(); row++) {
            computedFront.pass(results.times()[row]);
            if (compared && isCompared(results, row)) {
                pairs.computed(results, row);
            }
        }
        // In step, so that few results wait for their others, however many windows end at one moment.
        for (RowBatch batch = recorded; batch != null && recordedFront.isBehind(computedFront); batch = recorded) {
            record(batch);
            recorded = nextRecorded();
        }
    }

    private @Nullable RowBatch nextRecorded() {
        JournalReader reader = results;
        return reader == null ? null : reader.next();
    }

    /** How far one side is: the latest event time of its results, and how many it has of that. */
    private static final class Front {
        private long time = Long.MIN_VALUE;
        private long rows;

        void pass(long resultTime) {
            if (resultTime > time) {
                time = resultTime;
                rows = 0;
            }
            rows += resultTime == time ? 1 : 0;
        }

        boolean isBehind(Front other) {
            return time < other.time || (time == other.time && rows < other.rows);
        }
    }

    private void record(RowBatch results) {
        results.schema().fields().stream().map(Field::name).forEach(recordedColumns::add);
        for (int row = 0; row < results.rowCount(); row++) {
            recordedFront.pass(results.times()[row]);
            if (isCompared(results, row)) {
                pairs.recorded(results, row);
            }
        }
    }

    private boolean isCompared(RowBatch results, int row) {
        long time = results.times()[row];
        return time >= fromNanos && time < toNanos && results.longs(0)[row] >= completeFrom;
    }

    private void damaged(@Nullable JournalReader reader, String journal) {
        if (reader != null && reader.skippedDocuments() > 0) {
            notes.add(reader.skippedDocuments() + " damaged documents of " + journal + " were left out");
        }
    }

    private void note(boolean isRecorded) {
        if (!isRecorded) {
            notes.add("no results are recorded");
        } else if (!recordedColumns.isEmpty()) {
            Set<String> computed = new LinkedHashSet<>();
            computedSchema.fields().stream().map(Field::name).forEach(computed::add);
            columns("new: ", computed, recordedColumns);
            columns("no longer there: ", recordedColumns, computed);
        }
        if (!sawRows) {
            notes.add(input + " has no rows of " + compiled.input().id() + " with the fields that it has now");
        }
        if (isCut) {
            notes.add("the beginning of " + input + " has been deleted; "
                    + (sawRows ? "windows that began before " + EventTime.format(completeFrom) : "its windows")
                    + " are not compared");
        }
    }

    private void columns(String what, Set<String> columns, Set<String> without) {
        List<String> names =
                columns.stream().filter(it -> !without.contains(it)).toList();
        if (!names.isEmpty()) {
            notes.add(what + String.join(", ", names));
        }
    }

    /** The pipeline. */
    public Pipelines.Compiled compiled() {
        return compiled;
    }

    /** What came of it. */
    public Tally tally() {
        return tally;
    }

    /** What a reader must know of it, in sentences. */
    public List<String> notes() {
        return notes;
    }
}
