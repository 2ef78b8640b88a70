package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several readers that share a journal, and readers of one name and a range of time. */
class JournalPartsTest {
    private static final int DOCUMENTS = 600;
    private static final int ROWS = 20;
    private static final int GENERATIONS = 3;

    @TempDir
    Path dir;

    private String append() {
        RowBatch batch = Stores.batch();
        for (int generation = 0; generation < GENERATIONS; generation++) {
            try (JournalStore store = JournalStore.open(dir, Stores.group())) {
                Journal journal = store.journal("readings");
                for (int i = 0; i < DOCUMENTS / GENERATIONS; i++) {
                    long first = (long) (generation * (DOCUMENTS / GENERATIONS) + i) * ROWS;
                    journal.append(Batches.counting(batch, first, ROWS));
                }
                Stores.awaitDurable(store, journal);
            }
        }
        return batch.schema().name();
    }

    private static void addNumbers(JournalReader reader, List<Long> numbers) {
        for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
            for (int row = 0; row < batch.rowCount(); row++) {
                numbers.add(batch.longs(1)[row]);
            }
        }
    }

    /** Readers take parts in turn until one comes to the end. */
    private static List<Long> read(ReadOnlyStore store, int readers, long documents, long[] skipped) {
        List<JournalReader> all = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            all.add(store.reader("readings", 0));
        }
        List<Long> numbers = new ArrayList<>();
        boolean ended = false;
        for (long part = 0; !ended; part += documents) {
            JournalReader reader = all.get((int) (part / documents) % readers);
            reader.part(part, part + documents);
            addNumbers(reader, numbers);
            ended = reader.sequence() < part + documents;
        }
        for (JournalReader reader : all) {
            skipped[0] += reader.skippedDocuments();
            reader.close();
        }
        return numbers;
    }

    @Test
    void shouldReadEachDocumentOnceInWhateverParts() {
        append();
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        try (ReadOnlyStore store = ReadOnlyStore.open(dir)) {
            for (int i = 0; i < 30; i++) {
                long[] skipped = {0};
                assertThat(read(store, 1 + random.nextInt(4), 1 + random.nextInt(300), skipped))
                        .as("weir.seed=%d, case %d", seed, i)
                        .isEqualTo(JournalStoreTest.numbers(0, (long) DOCUMENTS * ROWS));
                assertThat(skipped[0]).isZero();
            }
        }
    }

    @Test
    void shouldCountWhatIsDamagedOnce() throws Exception {
        append();
        Path file = dir.resolve("journals/readings/g0000000002/20000101-00F.cq4");
        byte[] bytes = Files.readAllBytes(file);
        int at = DamageTest.find(bytes, 100) + 64;
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            access.write(bytes[at] ^ 1);
        }
        try (ReadOnlyStore store = ReadOnlyStore.open(dir)) {
            for (int documents : new int[] {1, 7, 100, 1000}) {
                long[] skipped = {0};
                assertThat(read(store, 3, documents, skipped)).hasSize((DOCUMENTS - 1) * ROWS);
                assertThat(skipped[0]).as("parts of %d", documents).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldReadTheDocumentsOfANameThatReachIntoARangeOfTime() {
        String name = append();
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        long rows = (long) DOCUMENTS * ROWS;
        try (ReadOnlyStore store = ReadOnlyStore.open(dir)) {
            for (int i = 0; i < 50; i++) {
                long from = random.nextLong(rows);
                long to = from + 1 + random.nextLong(rows - from);
                try (JournalReader reader = store.reader("readings", 0)) {
                    reader.select(name, Batches.timeOf(from), Batches.timeOf(to));
                    assertThat(JournalStoreTest.readNumbers(reader))
                            .as("weir.seed=%d: %d to %d", seed, from, to)
                            .isEqualTo(JournalStoreTest.numbers(from / ROWS * ROWS, (to + ROWS - 1) / ROWS * ROWS));
                }
            }
            try (JournalReader reader = store.reader("readings", 0)) {
                reader.select("another", Long.MIN_VALUE + 1, Long.MAX_VALUE);
                assertThat(reader.next()).isNull();
            }
        }
    }
}
