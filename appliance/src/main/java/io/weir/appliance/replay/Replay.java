package io.weir.appliance.replay;

import io.weir.model.RowBatch;
import io.weir.storage.JournalReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a journal in its order and prints the rows of a selection. */
public final class Replay {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final RowSelection selection;
    private final RowPrinter printer;
    private final long limit;
    private final List<RowTest> tests;
    private final @Nullable Pace pace;
    private long toSkip;
    private long printed;

    /** @param limit how many rows at the most; {@link Long#MAX_VALUE}: all */
    public Replay(RowSelection selection, RowPrinter printer, long limit) {
        this(selection, List.of(), printer, 0, limit, null);
    }

    /**
     * Rows that pass every test.
     *
     * @param tests given to no other replay
     * @param skip how many rows are left out first
     * @param limit how many rows at the most; {@link Long#MAX_VALUE}: all
     * @param pace null: as fast as possible
     */
    public Replay(
            RowSelection selection,
            List<RowTest> tests,
            RowPrinter printer,
            long skip,
            long limit,
            @Nullable Pace pace) {
        this.pace = pace;
        this.selection = selection;
        this.tests = List.copyOf(tests);
        this.printer = printer;
        this.toSkip = skip;
        this.limit = limit;
    }

    /**
     * Prints what is there; with {@code follow}, goes on with what comes until the limit or {@code stopped}.
     *
     * @throws IOException if the output cannot be written
     */
    public void run(JournalReader reader, boolean follow, BooleanSupplier stopped) throws IOException {
        if (selection.fromNanos() != Long.MIN_VALUE && tests.stream().noneMatch(RowTest::needsAll)) {
            reader.seekTime(selection.fromNanos());
        }
        while (printed < limit && !stopped.getAsBoolean()) {
            RowBatch batch = reader.next();
            if (batch != null) {
                print(batch, stopped);
            } else if (follow) {
                printer.flush();
                LockSupport.parkNanos(this, POLL_NANOS);
            } else {
                break;
            }
        }
        printer.flush();
    }

    private void print(RowBatch batch, BooleanSupplier stopped) throws IOException {
        boolean wanted = selection.matches(batch);
        for (RowTest test : tests) {
            if (wanted || test.needsAll()) {
                test.load(batch);
            }
        }
        if (!wanted) {
            return;
        }
        for (int row = 0; row < batch.rowCount() && printed < limit; row++) {
            if (!selection.matches(batch, row) || !passes(row)) {
                continue;
            }
            if (toSkip > 0) {
                toSkip--;
                continue;
            }
            if (pace != null) {
                printer.flush();
                pace.await(batch.arrivals()[row], stopped);
                if (stopped.getAsBoolean()) {
                    return;
                }
            }
            printer.print(batch, row);
            printed++;
        }
    }

    private boolean passes(int row) {
        for (RowTest test : tests) {
            if (!test.matches(row)) {
                return false;
            }
        }
        return true;
    }

    /** Rows printed so far. */
    public long printed() {
        return printed;
    }
}
