package io.weir.storage;

import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What append and tail allocate once they have warmed up. */
class AllocationTest {
    private static final int ROWS = 200;
    private static final int WINDOWS = 30;
    /** The compilers may be slow on a busy machine; until they are done, something is allocated. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int DOCUMENTS = 50;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path dir;

    @Test
    void shouldAllocateNothingInAppendAndInTail() {
        RowBatch[] batches = new RowBatch[8];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = new RowBatch(Batches.ALL_TYPES, ROWS);
            Batches.fill(batches[i], new Random(i), ROWS);
        }
        try (JournalStore store = JournalStore.open(dir, Stores.none())) {
            Journal journal = store.journal("readings");
            assertNothing("append", i -> journal.append(batches[i & 7]));
            JournalReader[] reader = {journal.reader(0)};
            assertNothing("tail", i -> {
                RowBatch batch = reader[0].next();
                if (batch == null) {
                    reader[0].close();
                    reader[0] = journal.reader(0);
                    batch = reader[0].next();
                }
                if (batch == null || batch.rowCount() != ROWS) {
                    fail("a batch is missing");
                }
            });
            reader[0].close();
        }
    }

    /**
     * Most windows allocate nothing at all. The few that map the next piece of the file allocate about a kilobyte for it,
     * which is far less than one byte a row.
     */
    private static void assertNothing(String what, IntConsumer document) {
        long thread = Thread.currentThread().getId();
        long[] bytes = new long[WINDOWS];
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (int window = 0; System.nanoTime() - deadline < 0; window++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            for (int i = 0; i < DOCUMENTS; i++) {
                document.accept(i);
            }
            bytes[window % WINDOWS] = THREADS.getThreadAllocatedBytes(thread) - before;
            if (window >= WINDOWS && isNothing(bytes)) {
                return;
            }
        }
        fail("%s: bytes in each of the last windows %s", what, Arrays.toString(bytes));
    }

    private static boolean isNothing(long[] bytes) {
        long[] sorted = bytes.clone();
        Arrays.sort(sorted);
        return sorted[WINDOWS / 2] == 0 && Arrays.stream(bytes).sum() / (double) (WINDOWS * DOCUMENTS * ROWS) < 0.1;
    }
}
