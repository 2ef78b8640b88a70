package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.DeadLetters;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows whose positions cover a message must not outlive its dead letter. */
class DependencyTest {
    private static final int ROWS = 10;

    @TempDir
    Path dir;

    private final RowBatch rows = Stores.batch();
    private final RowBatch letters = new RowBatch(DeadLetters.SCHEMA, 64);

    private void appendLetter(JournalStore store, int number) {
        letters.clear();
        int partition = letters.partitions().intern("press/plant-0");
        int key = letters.dictionary().intern("plant");
        letters.startRow(number, number, key, partition);
        letters.setString(DeadLetters.REASON, letters.dictionary().intern("not_json"));
        letters.commitRow();
        letters.partitions().setNextOffset(partition, number + 1);
        store.journal(DeadLetters.NAME).append(letters);
    }

    private void appendRows(JournalStore store, int number) {
        store.journal("readings").append(Batches.counting(rows, (long) number * ROWS, ROWS));
    }

    /** A letter and rows behind it, {@code promised} times durable, then as often only written. */
    private Path image(int promised, int written) throws IOException {
        Path data = dir.resolve("data");
        Path image = dir.resolve("image");
        try (JournalStore store = JournalStore.open(data, Stores.slow())) {
            for (int i = 0; i < promised + written; i++) {
                appendLetter(store, i);
                appendRows(store, i);
                if (i < promised) {
                    Stores.awaitDurable(store, store.journal("readings"));
                }
            }
            DamageTest.copy(data, image);
        }
        return image;
    }

    /** As if the kernel had never written what lies behind a document of the dead letters. */
    private static void loseLettersFrom(Path image, int number) throws IOException {
        Path file = image.resolve("journals/dead_letters/g0000000001/20000101-00F.cq4");
        int at = DamageTest.find(Files.readAllBytes(file), number) - 4;
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            access.write(new byte[(int) access.length() - at]);
        }
    }

    @Test
    void shouldEndBeforeRowsWhoseDeadLettersAreMissing() throws IOException {
        Path image = image(3, 4);
        loseLettersFrom(image, 6);
        try (JournalStore store = JournalStore.open(image, Stores.group())) {
            assertThat(store.journal(DeadLetters.NAME).appended()).isEqualTo(5);
            assertThat(store.journal("readings").appended()).isEqualTo(5);
            assertThat(JournalStoreTest.readNumbers(store.journal("readings").reader(0)))
                    .isEqualTo(JournalStoreTest.numbers(0, 5 * ROWS));
            assertThat(store.journal("readings").positions().get("press")).containsEntry("plant-0", 5L * ROWS);
            appendLetter(store, 5);
            appendRows(store, 5);
            appendLetter(store, 6);
        }
        // What was cut off stays cut off, though by now there are as many dead letters as it depends on.
        try (JournalStore store = JournalStore.open(image, Stores.group())) {
            assertThat(JournalStoreTest.readNumbers(store.journal("readings").reader(0)))
                    .isEqualTo(JournalStoreTest.numbers(0, 6 * ROWS));
        }
    }

    @Test
    void shouldKeepRowsThatWerePromisedThoughADiskHasLostTheirDeadLetters() throws IOException {
        Path image = image(3, 1);
        loseLettersFrom(image, 2);
        try (JournalStore store = JournalStore.open(image, Stores.group())) {
            assertThat(store.journal(DeadLetters.NAME).appended()).isEqualTo(1);
            assertThat(store.journal("readings").appended()).isEqualTo(3);
        }
    }

    @Test
    void shouldRepairAJournalWithTheDeadLettersThatAreThere() throws IOException {
        Path image = image(1, 3);
        loseLettersFrom(image, 3);
        assertThat(Verify.repair(image, "readings"))
                .singleElement()
                .asString()
                .startsWith("journal readings ends at sequence 2 now");
        assertThat(Verify.journal(image, "readings", (done, total) -> {}).rows())
                .isEqualTo(2 * ROWS);
    }

    @Test
    void shouldCallNothingDurableWhoseDeadLettersAreNot() {
        AtomicLong ahead = new AtomicLong();
        AtomicBoolean ran = new AtomicBoolean();
        AtomicBoolean armed = new AtomicBoolean();
        JournalStore[] opened = new JournalStore[1];
        Forcer forcer = new Forcer() {
            @Override
            public void force(Path path, FileChannel channel) throws IOException {
                DISK.force(path, channel);
                if (path.toString().contains("/dead_letters/") && armed.compareAndSet(true, false)) {
                    // While dead letters are forced comes another, and rows that depend on it.
                    appendLetter(opened[0], 1);
                    appendRows(opened[0], 1);
                    ran.set(true);
                } else if (path.toString().contains("/readings/") && ran.get()) {
                    ahead.compareAndSet(0, opened[0].journal(DeadLetters.NAME).durable() + 1);
                }
            }
        };
        try (JournalStore store = JournalStore.open(dir.resolve("data"), Stores.slow(), forcer)) {
            opened[0] = store;
            AtomicLong durableThen = new AtomicLong(-1);
            store.commit()
                    .onDurable(() -> durableThen.compareAndSet(
                            -1, ran.get() ? store.journal("readings").durable() : -1));
            appendLetter(store, 0);
            appendRows(store, 0);
            armed.set(true);
            store.commit().urge();
            Stores.await("a commit", () -> durableThen.get() >= 0);
            assertThat(ahead.get()).isEqualTo(2);
            assertThat(durableThen.get()).isEqualTo(1);
            Stores.awaitDurable(store, store.journal("readings"));
            assertThat(store.journal("readings").durable()).isEqualTo(2);
        }
    }

    @Test
    void shouldFindAllGenerationsWithoutAManifestThoughTheFirstAreDeleted() throws IOException {
        Path data = dir.resolve("data");
        for (int i = 0; i < 3; i++) {
            try (JournalStore store = JournalStore.open(data, Stores.group())) {
                appendRows(store, i);
            }
        }
        Path journal = data.resolve("journals/readings");
        io.weir.storage.file.Directories.delete(journal.resolve("g0000000001"));
        Files.delete(journal.resolve("manifest"));
        try (JournalStore store = JournalStore.open(data, Stores.group())) {
            assertThat(JournalStoreTest.readNumbers(store.journal("readings").reader(0)))
                    .isEqualTo(JournalStoreTest.numbers(ROWS, 3 * ROWS));
        }
    }
}
