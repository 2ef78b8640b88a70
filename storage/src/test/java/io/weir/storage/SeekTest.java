package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeking inside one large generation. That nothing before the place is read is shown by leaving nothing there. */
class SeekTest {
    private static final int DOCUMENTS = 1500;
    private static final int ROWS = 100;
    private static final long WANTED = 1400 * ROWS + 50;

    @TempDir
    Path dir;

    private Path file() {
        return file(dir);
    }

    private static Path file(Path dataDir) {
        return dataDir.resolve("journals/readings/g0000000001/20000101-00F.cq4");
    }

    private void append(JournalStore store) {
        Journal journal = store.journal("readings");
        RowBatch batch = Stores.batch();
        for (int i = 0; i < DOCUMENTS; i++) {
            journal.append(Batches.counting(batch, (long) i * ROWS, ROWS));
        }
        Stores.awaitDurable(store, journal);
    }

    /** Zeros from the second document up to the 1,000th: whoever reads on from the start ends there. */
    private void wipe() throws IOException {
        wipe(file());
    }

    private static void wipe(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int from = DamageTest.find(bytes, 2) - 4;
        int to = DamageTest.find(bytes, 1000) - 4;
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(from);
            access.write(new byte[to - from]);
        }
    }

    private static void assertFound(JournalReader reader) {
        List<Long> rows = JournalStoreTest.readNumbers(reader);
        assertThat(rows).isEqualTo(JournalStoreTest.numbers(WANTED / ROWS * ROWS, (long) DOCUMENTS * ROWS));
        assertThat(reader.skippedDocuments()).isZero();
        assertThat(reader.lostDocuments()).isZero();
    }

    private static JournalReader from(JournalReader reader) {
        reader.seekTime(Batches.timeOf(WANTED));
        return reader;
    }

    @Test
    void shouldReadNothingBeforeATimeOrASequenceInASealedGeneration() throws IOException {
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            append(store);
        }
        wipe();
        try (ReadOnlyStore store = ReadOnlyStore.open(dir)) {
            assertFound(from(store.reader("readings", 0)));
            assertFound(store.reader("readings", WANTED / ROWS));
        }
        // Without the index a reader comes to the hole.
        Files.delete(file().resolveSibling(TimeIndex.NAME));
        try (ReadOnlyStore store = ReadOnlyStore.open(dir);
                JournalReader reader = from(store.reader("readings", 0))) {
            assertThat(JournalStoreTest.readNumbers(reader)).hasSizeGreaterThan(DOCUMENTS * ROWS - (int) WANTED - 1);
            assertThat(reader.skippedDocuments()).isEqualTo(998);
        }
    }

    @Test
    void shouldReadNothingBeforeATimeOrASequenceInTheGenerationThatIsWritten() throws IOException {
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            append(store);
            wipe();
            assertFound(from(store.journal("readings").reader(0)));
            assertFound(store.journal("readings").reader(WANTED / ROWS));
        }
    }

    @Test
    void shouldReadNothingBeforeATimeOrASequenceInAGenerationWhoseProcessDied() throws IOException {
        Path left = dir.resolve("left");
        try (JournalStore store = JournalStore.open(dir.resolve("live"), Stores.group())) {
            append(store);
            DamageTest.copy(dir.resolve("live"), left);
        }
        try (JournalStore store = JournalStore.open(left, Stores.group())) {
            wipe(file(left));
            assertFound(from(store.journal("readings").reader(0)));
            assertFound(store.journal("readings").reader(WANTED / ROWS));
        }
        try (ReadOnlyStore store = ReadOnlyStore.open(left)) {
            assertFound(from(store.reader("readings", 0)));
        }
    }

    @Test
    void shouldFindTheSameWithoutTheIndexAndWithADamagedOne() throws IOException {
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            append(store);
            try (ReadOnlyStore other = ReadOnlyStore.open(dir)) {
                assertFound(from(other.reader("readings", 0)));
            }
        }
        Path index = file().resolveSibling(TimeIndex.NAME);
        byte[] sound = Files.readAllBytes(index);
        for (int at : new int[] {0, 5, 9, 13, 20, 30, 40, sound.length - 1, -1}) {
            byte[] damaged = sound.clone();
            if (at < 0) {
                Files.delete(index);
            } else {
                damaged[at] ^= 0x20;
                Files.write(index, damaged);
            }
            try (ReadOnlyStore store = ReadOnlyStore.open(dir)) {
                assertFound(from(store.reader("readings", 0)));
            }
        }
    }

    @Test
    void shouldKnowThePlaceBeforeWhateverIsWanted() {
        TimeIndex index = new TimeIndex();
        assertThat(index.before(100, 100)).isNull();
        // A place each 256 KiB: behind 10, 20 and 30; the second brought only late rows.
        index.note(12, 10, 300_000, 1_000);
        index.note(13, 11, 300_100, 1_000);
        index.note(22, 20, 600_000, 1_000);
        index.note(32, 30, 900_000, 3_000);
        for (TimeIndex known : List.of(index, index.copy(), TimeIndex.decode(index.encode()))) {
            assertThat(known.before(9, EventTime.MIN)).isNull();
            assertThat(known.before(10, EventTime.MIN)).isEqualTo(new TimeIndex.Place(12, 10, 300_000));
            assertThat(known.before(29, EventTime.MIN)).isEqualTo(new TimeIndex.Place(22, 20, 600_000));
            assertThat(known.before(0, 1_000)).isNull();
            assertThat(known.before(0, 1_001)).isEqualTo(new TimeIndex.Place(22, 20, 600_000));
            assertThat(known.before(0, 3_001)).isEqualTo(new TimeIndex.Place(32, 30, 900_000));
        }
    }
}
