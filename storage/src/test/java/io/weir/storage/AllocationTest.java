package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What append and tail allocate once they have warmed up. */
class AllocationTest {
    private static final int ROWS = 200;
    private static final int WINDOWS = 60;
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
            try (JournalReader reader = journal.reader(0)) {
                long[] rows = new long[1];
                assertNothing("tail", i -> {
                    RowBatch batch = reader.next();
                    rows[0] += batch == null ? 0 : batch.rowCount();
                });
                assertThat(rows[0]).isEqualTo((long) WINDOWS * DOCUMENTS * ROWS);
            }
        }
    }

    /**
     * Most windows allocate nothing at all. The few that map the next piece of the file allocate about a kilobyte for it,
     * which is far less than one byte a row.
     */
    private static void assertNothing(String what, IntConsumer document) {
        long thread = Thread.currentThread().getId();
        long[] bytes = new long[WINDOWS];
        for (int window = 0; window < WINDOWS; window++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            for (int i = 0; i < DOCUMENTS; i++) {
                document.accept(i);
            }
            bytes[window] = THREADS.getThreadAllocatedBytes(thread) - before;
        }
        long[] warm = Arrays.copyOfRange(bytes, WINDOWS / 2, WINDOWS);
        Arrays.sort(warm);
        assertThat(warm[warm.length / 2])
                .as("%s: bytes in a window, in turn %s", what, Arrays.toString(bytes))
                .isZero();
        assertThat(Arrays.stream(warm).sum() / (double) (warm.length * DOCUMENTS * ROWS))
                .as("%s: bytes a row, in turn %s", what, Arrays.toString(bytes))
                .isLessThan(0.1);
    }
}
