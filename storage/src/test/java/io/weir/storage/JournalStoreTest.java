package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.document.Batches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {
    @TempDir
    Path dir;

    @Test
    void shouldReturnEveryRowOfEveryTypeAsAppended() {
        RowBatch batch = Stores.batch();
        RowBatch expected = Stores.batch();
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            Journal journal = store.journal("readings");
            Random random = new Random(11);
            int rows = 0;
            while (rows < 120_000) {
                Batches.fill(batch, random, random.nextInt(512));
                journal.append(batch);
                rows += batch.rowCount();
            }
            Stores.awaitDurable(store, journal);
            Random again = new Random(11);
            try (JournalReader reader = journal.reader(0)) {
                for (long sequence = 1; sequence <= journal.durable(); sequence++) {
                    Batches.fill(expected, again, again.nextInt(512));
                    RowBatch read = reader.next();
                    assertThat(read).isNotNull();
                    assertThat(read.sequence()).isEqualTo(sequence).isEqualTo(reader.sequence());
                    Batches.assertSame(read, expected);
                }
                assertThat(reader.next()).isNull();
                assertThat(reader.skippedDocuments()).isZero();
            }
        }
    }

    @Test
    void shouldBeOneEndlessSequenceAcrossTenRestarts() {
        RowBatch batch = Stores.batch();
        for (int start = 0; start < 10; start++) {
            try (JournalStore store = JournalStore.open(dir, Stores.group())) {
                Journal journal = store.journal("readings");
                assertThat(journal.appended()).isEqualTo(start * 20L).isEqualTo(journal.durable());
                if (start > 0) {
                    assertThat(journal.positions()).isEqualTo(Map.of("press", Map.of("plant-0", start * 200L)));
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(journal.append(Batches.counting(batch, start * 200L + i * 10L, 10)))
                            .isEqualTo(start * 20L + i + 1);
                }
            }
        }
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            assertThat(readNumbers(store.journal("readings").reader(0))).isEqualTo(numbers(0, 2000));
            assertThat(readNumbers(store.journal("readings").reader(195))).isEqualTo(numbers(1950, 2000));
            assertThat(readNumbers(store.journal("readings").reader(200))).isEmpty();
        }
    }

    @Test
    void shouldLeaveNoTraceOfRestartsWithoutRows() throws Exception {
        for (int start = 0; start < 5; start++) {
            JournalStore.open(dir, Stores.group()).close();
        }
        try (var entries = Files.list(dir.resolve("journals/readings"))) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder("g0000000005", "manifest");
        }
    }

    @Test
    void shouldReadFromAnySequence() {
        RowBatch batch = Stores.batch();
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            Journal journal = store.journal("readings");
            for (int i = 0; i < 1000; i++) {
                journal.append(Batches.counting(batch, i, 1));
            }
            Stores.awaitDurable(store, journal);
            for (long after : new long[] {0, 1, 2, 255, 256, 257, 500, 998, 999}) {
                assertThat(readNumbers(journal.reader(after))).isEqualTo(numbers(after, 1000));
            }
            assertThat(readNumbers(journal.reader(1000))).isEmpty();
        }
    }

    @Test
    void shouldLeaveOutDocumentsBeforeATime() {
        RowBatch batch = Stores.batch();
        for (int start = 0; start < 3; start++) {
            try (JournalStore store = JournalStore.open(dir, Stores.group())) {
                for (int i = 0; i < 10; i++) {
                    store.journal("readings").append(Batches.counting(batch, start * 100L + i * 10L, 10));
                }
            }
        }
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            JournalReader reader = store.journal("readings").reader(0);
            reader.seekTime(Batches.timeOf(155));
            assertThat(readNumbers(reader)).isEqualTo(numbers(150, 300));
            assertThat(reader.skippedDocuments()).isZero();
        }
    }

    @Test
    void shouldRunActionsInOrderOnceTheirRowsAreDurable() {
        RowBatch batch = Stores.batch();
        List<String> wrong = new CopyOnWriteArrayList<>();
        List<Integer> ran = new CopyOnWriteArrayList<>();
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            Journal journal = store.journal("readings");
            for (int i = 0; i < 500; i++) {
                int number = i;
                long sequence = journal.append(Batches.counting(batch, i, 1));
                store.commit().afterDurable(() -> {
                    ran.add(number);
                    if (journal.durable() < sequence) {
                        wrong.add("action of " + sequence + " at " + journal.durable());
                    }
                });
            }
            Stores.await("all actions", () -> ran.size() == 500);
        }
        assertThat(wrong).isEmpty();
        assertThat(ran).isSorted();
    }

    @Test
    void shouldRunAnActionAtOnceWhenNothingIsAppended() {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        try (JournalStore store = JournalStore.open(
                dir, Stores.config(io.weir.config.StorageConfig.SyncMode.GROUP, java.time.Duration.ofDays(1)))) {
            store.commit().afterDurable(() -> ran.add(1));
            Stores.await("the action", () -> ran.size() == 1);
        }
    }

    @Test
    void shouldBeDurableAtOnceWithModeNone() {
        RowBatch batch = Stores.batch();
        List<Integer> ran = new CopyOnWriteArrayList<>();
        try (JournalStore store = JournalStore.open(dir, Stores.none())) {
            Journal journal = store.journal("readings");
            journal.append(Batches.counting(batch, 0, 1));
            assertThat(journal.durable()).isEqualTo(1);
            store.commit().afterDurable(() -> ran.add(1));
            Stores.await("the action", () -> ran.size() == 1);
        }
    }

    @Test
    void shouldRefuseASecondInstance() {
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            assertThat(store.journal("readings").appended()).isZero();
            assertThatThrownBy(() -> JournalStore.open(dir, Stores.group()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("is in use by this process")
                    .hasMessageContaining("stop the other instance");
        }
        JournalStore.open(dir, Stores.group()).close();
    }

    @Test
    void shouldSayThatADirectoryCannotBeWritten() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));
        assertThatThrownBy(() -> JournalStore.open(file, Stores.group()))
                .isInstanceOf(StorageException.class)
                .hasMessage("data directory " + file + " cannot be made: " + file + " is there and no directory");
        assertThatThrownBy(() -> JournalStore.open(file.resolve("below"), Stores.group()))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("data directory " + file.resolve("below") + " cannot be ");
    }

    @Test
    void shouldRefuseABatchThatIsTooLarge() {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            fields.add(new Field("f" + i, FieldType.DOUBLE));
        }
        RowBatch batch = new RowBatch(new Schema(Schema.Kind.STREAM, "wide", fields), RowBatch.MAX_ROWS);
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            Journal journal = store.journal("readings");
            batch.partitions().intern("p");
            batch.dictionary().intern("k");
            for (int i = 0; i < RowBatch.MAX_ROWS; i++) {
                batch.startRow(i, i, 0, 0);
                for (int field = 0; field < fields.size(); field++) {
                    batch.setDouble(field, i);
                }
                batch.commitRow();
            }
            assertThatThrownBy(() -> journal.append(batch))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("make batch.rows smaller");
            assertThat(journal.appended()).isZero();
            assertThat(journal.append(Batches.counting(Stores.batch(), 0, 10))).isEqualTo(1);
        }
    }

    static List<Long> numbers(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long i = from; i < to; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    static List<Long> readNumbers(JournalReader reader) {
        List<Long> numbers = new ArrayList<>();
        for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
            for (int row = 0; row < batch.rowCount(); row++) {
                numbers.add(batch.longs(1)[row]);
            }
        }
        reader.close();
        return numbers;
    }

    /** Reads all there is now of a journal whose rows count from 0; returns how many rows that was. */
    static long readNumbersOpen(JournalReader reader, long first) {
        long next = first;
        for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
            for (int row = 0; row < batch.rowCount(); row++) {
                assertThat(batch.longs(1)[row]).isEqualTo(next++);
            }
        }
        return next - first;
    }
}
