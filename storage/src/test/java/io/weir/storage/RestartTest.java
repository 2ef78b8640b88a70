package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.storage.chronicle.HeldLock;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts after a crash, which nobody attends. */
class RestartTest {
    private static final int DOCUMENTS = 120;
    private static final int ROWS = 100;

    @TempDir
    Path dir;

    private Path crashed;

    @BeforeEach
    void crash() throws IOException {
        Path data = dir.resolve("data");
        crashed = dir.resolve("crashed");
        RowBatch batch = Stores.batch();
        StoreOptions options = new StoreOptions(150_000, Duration.ofMinutes(1));
        try (JournalStore store = JournalStore.open(data, Stores.group(), Forcer.DISK, options)) {
            Journal journal = store.journal("readings");
            for (int i = 0; i < DOCUMENTS; i++) {
                journal.append(Batches.counting(batch, (long) i * ROWS, ROWS));
                if (i % 5 == 4) {
                    Stores.awaitDurable(store, journal);
                }
            }
            DamageTest.copy(data, crashed);
        }
    }

    private Path last() throws IOException {
        try (var entries = Files.list(crashed.resolve("journals/readings"))) {
            return entries.filter(Files::isDirectory)
                    .sorted()
                    .reduce((a, b) -> b)
                    .orElseThrow();
        }
    }

    /** Everything is there, and it goes on. */
    private void assertGoesOn() {
        try (JournalStore store = JournalStore.open(crashed, Stores.group())) {
            Journal journal = store.journal("readings");
            assertThat(journal.appended()).isEqualTo(DOCUMENTS);
            assertThat(journal.positions()).isEqualTo(Map.of("press", Map.of("plant-0", (long) DOCUMENTS * ROWS)));
            journal.append(Batches.counting(Stores.batch(), (long) DOCUMENTS * ROWS, ROWS));
            Stores.awaitDurable(store, journal);
            assertThat(JournalStoreTest.readNumbers(journal.reader(0)))
                    .isEqualTo(JournalStoreTest.numbers(0, (DOCUMENTS + 1L) * ROWS));
        }
    }

    /** Chronicle by itself waits for such a lock for 15 seconds, then refuses for good. */
    @Test
    @Timeout(60)
    void shouldGoOnThoughThisProcessIdHoldsTheLockOfTheLastGeneration() throws IOException {
        try (HeldLock held = new HeldLock(last())) {
            assertThat(held).isNotNull();
            assertGoesOn();
        }
    }

    @Test
    void shouldReadOnlyTheLastGenerationAtAStart() throws IOException {
        Recovery.State state = Recovery.of(crashed.resolve("journals/readings"), 0);
        assertThat(state.manifest().generations()).hasSizeGreaterThan(3);
        assertThat(state.generationsRead()).isEqualTo(1);
        assertThat(state.last()).isEqualTo(DOCUMENTS);
        assertGoesOn();
        assertThat(Recovery.of(crashed.resolve("journals/readings"), 0).generationsRead())
                .isEqualTo(1);
    }

    @Test
    void shouldGoOnWithoutTheFileOfAnEarlierGenerationAndCountWhatItHeld() throws IOException {
        Files.delete(crashed.resolve("journals/readings/g0000000002/20000101-00F.cq4"));
        try (JournalStore store = JournalStore.open(crashed, Stores.group());
                JournalReader reader = store.journal("readings").reader(0)) {
            assertThat(store.journal("readings").appended()).isEqualTo(DOCUMENTS);
            long documents = 0;
            while (reader.next() != null) {
                documents++;
            }
            assertThat(reader.skippedDocuments()).isPositive();
            assertThat(documents + reader.skippedDocuments()).isEqualTo(DOCUMENTS);
        }
    }
}
