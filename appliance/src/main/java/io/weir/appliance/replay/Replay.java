package io.weir.appliance.replay;

import io.weir.model.RowBatch;
import io.weir.storage.JournalReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Reads a journal in its order and prints the rows of a selection. */
public final class Replay {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final RowSelection selection;
    private final RowPrinter printer;
    private final long limit;
    private long printed;

    /** @param limit how many rows at the most; {@link Long#MAX_VALUE}: all */
    public Replay(RowSelection selection, RowPrinter printer, long limit) {
        this.selection = selection;
        this.printer = printer;
        this.limit = limit;
    }

    /**
     * Prints what is there; with {@code follow}, goes on with what comes until the limit or {@code stopped}.
     *
     * @throws IOException if the output cannot be written
     */
    public void run(JournalReader reader, boolean follow, BooleanSupplier stopped) throws IOException {
        if (selection.fromNanos() != Long.MIN_VALUE) {
            reader.seekTime(selection.fromNanos());
        }
        while (printed < limit && !stopped.getAsBoolean()) {
            RowBatch batch = reader.next();
            if (batch != null) {
                print(batch);
            } else if (follow) {
                printer.flush();
                LockSupport.parkNanos(this, POLL_NANOS);
            } else {
                break;
            }
        }
        printer.flush();
    }

    private void print(RowBatch batch) throws IOException {
        if (!selection.matches(batch)) {
            return;
        }
        for (int row = 0; row < batch.rowCount() && printed < limit; row++) {
            if (selection.matches(batch, row)) {
                printer.print(batch, row);
                printed++;
            }
        }
    }

    /** Rows printed so far. */
    public long printed() {
        return printed;
    }
}
