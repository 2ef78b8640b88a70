package io.weir.appliance.replay;

import io.weir.model.RowBatch;
import io.weir.storage.JournalReader;
import io.weir.storage.ReadOnlyStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;

/** Prints what comes into all journals from now on. One thread. */
public final class Tap implements AutoCloseable {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReadOnlyStore store;
    private final KeyFilter names;
    private final RowPrinter printer;
    private final long rate;
    private final ObjLongConsumer<String> leftOut;
    private final List<JournalReader> readers = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    /** By name: how many rows have come in this second. */
    private final Map<String, Long> counts = new HashMap<>();

    private long secondNanos = System.nanoTime();
    private long printed;

    /**
     * A tap at the end of every journal that there is now, and at the beginning of those that come later.
     *
     * @param names of streams, pipelines, and {@code dead_letters}
     * @param rate how many rows of each name are printed in a second; the rest is counted
     * @param leftOut told each second how many rows of a name were not printed
     */
    public Tap(ReadOnlyStore store, KeyFilter names, RowPrinter printer, long rate, ObjLongConsumer<String> leftOut) {
        this.store = store;
        this.names = names;
        this.printer = printer;
        this.rate = rate;
        this.leftOut = leftOut;
        for (String journal : store.journals()) {
            known.add(journal);
            readers.add(store.reader(journal, end(journal)));
        }
    }

    /** The last sequence; most of the journal is passed over without being read. */
    private long end(String journal) {
        try (JournalReader reader = store.reader(journal, 0)) {
            reader.seekTime(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
            RowBatch batch = reader.next();
            while (batch != null) {
                batch = reader.next();
            }
            return reader.sequence();
        }
    }

    /**
     * Prints until so many rows have been printed or {@code stopped}.
     *
     * @throws IOException if the output cannot be written
     */
    public void run(long limit, BooleanSupplier stopped) throws IOException {
        while (printed < limit && !stopped.getAsBoolean()) {
            boolean any = false;
            for (JournalReader reader : readers) {
                RowBatch batch = reader.next();
                if (batch != null) {
                    any = true;
                    print(batch, limit);
                }
            }
            if (System.nanoTime() - secondNanos > SECOND_NANOS) {
                nextSecond();
            }
            if (!any) {
                printer.flush();
                LockSupport.parkNanos(this, POLL_NANOS);
            }
        }
        printer.flush();
        tellLeftOut();
    }

    private void print(RowBatch batch, long limit) throws IOException {
        String name = batch.schema().name();
        if (batch.rowCount() == 0 || !names.matches(name)) {
            return;
        }
        long before = counts.merge(name, (long) batch.rowCount(), Long::sum) - batch.rowCount();
        for (int row = 0; row < batch.rowCount() && before + row < rate && printed < limit; row++) {
            printer.print(batch, row);
            printed++;
        }
    }

    private void nextSecond() throws IOException {
        secondNanos = System.nanoTime();
        printer.flush();
        tellLeftOut();
        for (String journal : store.journals()) {
            if (known.add(journal)) {
                readers.add(store.reader(journal, 0));
            }
        }
    }

    private void tellLeftOut() {
        counts.forEach((name, count) -> {
            if (count > rate) {
                leftOut.accept(name, count - rate);
            }
        });
        counts.clear();
    }

    @Override
    public void close() {
        readers.forEach(JournalReader::close);
    }
}
