package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationsTest {
    private static final StoreOptions SMALL = new StoreOptions(200_000, Duration.ofMillis(20));

    @TempDir
    Path dir;

    private final RowBatch batch = Stores.batch();

    private static StorageConfig limited(Optional<ByteSize> budget, Optional<Duration> age, Optional<ByteSize> size) {
        return Stores.config(SyncMode.GROUP, Duration.ofMillis(2), budget, age, size);
    }

    private void append(JournalStore store, int first, int documents) {
        Journal journal = store.journal("readings");
        for (int i = first; i < first + documents; i++) {
            journal.append(Batches.counting(batch, i * 100L, 100));
            if (i % 20 == 0) {
                Stores.awaitDurable(store, journal);
            }
        }
        Stores.awaitDurable(store, journal);
    }

    private List<Path> generations() throws IOException {
        try (var entries = Files.list(dir.resolve("journals/readings"))) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    @Test
    void shouldRollBySizeAndReadAcrossWhileItGoesOn() throws Exception {
        try (JournalStore store = JournalStore.open(dir, Stores.group(), Forcer.DISK, SMALL);
                JournalReader live = store.journal("readings").reader(0);
                ReadOnlyStore readOnly = ReadOnlyStore.open(dir);
                JournalReader other = readOnly.reader("readings", 0)) {
            long liveRows = 0;
            long otherRows = 0;
            for (int i = 0; i < 10; i++) {
                append(store, i * 100, 100);
                liveRows += JournalStoreTest.readNumbersOpen(live, liveRows);
                otherRows += JournalStoreTest.readNumbersOpen(other, otherRows);
            }
            assertThat(liveRows).isEqualTo(100_000);
            assertThat(otherRows).isEqualTo(100_000);
            assertThat(live.skippedDocuments() + other.skippedDocuments()).isZero();
            assertThat(generations()).hasSizeGreaterThan(5);
            assertThat(store.journal("readings").positions()).isEqualTo(Map.of("press", Map.of("plant-0", 100_000L)));
        }
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            assertThat(store.journal("readings").positions()).isEqualTo(Map.of("press", Map.of("plant-0", 100_000L)));
            assertThat(JournalStoreTest.readNumbers(store.journal("readings").reader(0)))
                    .isEqualTo(JournalStoreTest.numbers(0, 100_000));
            assertThat(JournalStoreTest.readNumbers(store.journal("readings").reader(777)))
                    .isEqualTo(JournalStoreTest.numbers(77_700, 100_000));
        }
    }

    @Test
    void shouldDeleteTheOldestBeyondTheSizeAndCountWhatAReaderLost() throws Exception {
        Optional<ByteSize> size = Optional.of(ByteSize.ofKiB(1024));
        try (JournalStore store =
                        JournalStore.open(dir, limited(Optional.empty(), Optional.empty(), size), Forcer.DISK, SMALL);
                ReadOnlyStore readOnly = ReadOnlyStore.open(dir)) {
            append(store, 0, 10);
            try (JournalReader live = store.journal("readings").reader(0);
                    JournalReader other = readOnly.reader("readings", 0)) {
                assertThat(live.next()).isNotNull();
                assertThat(other.next()).isNotNull();
                append(store, 10, 990);
                Path first = dir.resolve("journals/readings/g0000000001");
                Stores.await("deletion", () -> !Files.exists(first));
                for (JournalReader reader : List.of(live, other)) {
                    long read = 1;
                    while (reader.next() != null) {
                        read++;
                    }
                    assertThat(reader.sequence()).isEqualTo(1000);
                    assertThat(reader.skippedDocuments()).isZero();
                    assertThat(read + reader.lostDocuments()).isEqualTo(1000);
                    assertThat(reader.lostDocuments()).isPositive();
                }
            }
            assertThat(store.journal("readings").reader(0).next()).isNotNull();
        }
    }

    @Test
    void shouldKnowWhatItTakesOfTheDisk() throws Exception {
        try (JournalStore store = JournalStore.open(dir, Stores.group(), Forcer.DISK, SMALL)) {
            assertThat(Stores.du(dir)).as("an idle store").isLessThan(1 << 20);
            append(store, 0, 1000);
            assertThat(store.diskBytes()).isBetween(Stores.du(dir), Stores.du(dir) + 300_000);
        }
    }
}
