package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What streams that share a journal take of the machine. Each has a reader that follows it, as a pipeline does. */
class ManyStreamsTest {
    private record Use(long handles, long mappings, int threads, long forces) {}

    @TempDir
    Path dir;

    @BeforeEach
    void needsProc() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "skipped, counts handles in /proc, which is not there");
    }

    @Test
    void shouldTakeNoMoreHandlesMappingsThreadsAndForcesForAHundredStreamsThanForOne() throws IOException {
        use(1, "warm-up");
        Use one = use(1, "one");
        Use hundred = use(100, "hundred");
        assertThat(hundred.handles()).isLessThanOrEqualTo(one.handles() + 2);
        assertThat(hundred.mappings()).isLessThanOrEqualTo(one.mappings() + 2);
        assertThat(hundred.threads()).isLessThanOrEqualTo(one.threads() + 1);
        assertThat(hundred.forces()).isEqualTo(one.forces());
    }

    /** A hundred rounds of 100 documents, of as many streams in turn, read again while they are written. */
    private Use use(int streams, String name) throws IOException {
        RowBatch[] batches = new RowBatch[streams];
        for (int i = 0; i < streams; i++) {
            batches[i] = new RowBatch(new Schema(Schema.Kind.STREAM, "s" + i, Batches.ALL_TYPES.fields()), 10);
            Batches.counting(batches[i], i * 10L, 10);
        }
        var config = Stores.config(io.weir.config.StorageConfig.SyncMode.GROUP, java.time.Duration.ofDays(1));
        try (JournalStore store = JournalStore.open(dir.resolve(name), config);
                JournalReader reader = store.journal("readings").reader(0)) {
            Journal journal = store.journal("readings");
            Set<String> seen = new HashSet<>();
            long before = store.commit().stats().forces();
            for (int round = 0; round < 100; round++) {
                for (int i = 0; i < 100; i++) {
                    journal.append(batches[i % streams]);
                }
                Stores.awaitDurable(store, journal);
                for (RowBatch read = reader.next(); read != null; read = reader.next()) {
                    seen.add(read.schema().name());
                }
            }
            assertThat(seen).hasSize(streams);
            return new Use(
                    count(Path.of("/proc/self/fd")),
                    mappings(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    store.commit().stats().forces() - before);
        }
    }

    private static long count(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.count();
        }
    }

    /** Of files of this test: the heap's and the libraries' come and go. */
    private long mappings() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(dir.toString())).count();
        }
    }
}
