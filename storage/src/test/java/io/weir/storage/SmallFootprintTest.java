package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an appliance takes of a small disk, in real blocks. */
class SmallFootprintTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path dir;

    private final AtomicLong clock = new AtomicLong();

    /** The journals that a configuration has which says nothing of them. */
    private static StorageConfig defaults() {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        List.of(
                        new JournalConfig("readings", Optional.of(Duration.ofDays(7)), Optional.empty()),
                        new JournalConfig("results", Optional.of(Duration.ofDays(90)), Optional.of(ByteSize.ofGiB(1))),
                        new JournalConfig(
                                "dead_letters", Optional.of(Duration.ofDays(30)), Optional.of(ByteSize.ofMiB(256))))
                .forEach(journal -> journals.put(journal.id(), journal));
        return new StorageConfig(new Sync(SyncMode.GROUP, Duration.ofMillis(2)), Optional.empty(), journals);
    }

    private JournalStore open() {
        return JournalStore.open(
                dir, defaults(), Forcer.DISK, new StoreOptions(256 << 20, Duration.ofMillis(10), clock::get));
    }

    @Test
    void shouldTakeLessThanAMebibyteIdleAndAfterAWeekOfIdleness() {
        try (JournalStore store = open()) {
            assertThat(Stores.du(dir)).as("just started").isLessThan(MEBIBYTE);
            assertThat(store.diskBytes()).isLessThan(MEBIBYTE);
        }
        for (int restart = 0; restart < 10; restart++) {
            open().close();
        }
        try (JournalStore store = open()) {
            assertThat(Stores.du(dir)).as("after ten restarts").isLessThan(MEBIBYTE);
            Journal readings = store.journal("readings");
            RowBatch batch = Stores.batch();
            // A stream that has fallen silent writes less and less: some hundred marks in a week, and a roll a day.
            for (int day = 0; day < 7; day++) {
                for (int i = 0; i < 60; i++) {
                    batch.clear();
                    batch.setWatermarkAdvance(Batches.timeOf(day * 60L + i));
                    readings.append(batch);
                }
                Stores.awaitDurable(store, readings);
                clock.addAndGet(Duration.ofDays(1).toNanos());
            }
            assertThat(Stores.du(dir)).as("after a week").isLessThan(MEBIBYTE);
            assertThat(store.diskBytes()).isBetween(Stores.du(dir), MEBIBYTE);
        }
        assertThat(Stores.du(dir)).as("stopped").isLessThan(MEBIBYTE / 2);
    }

    @Test
    void shouldGiveBackAtTheNextStartWhatADeadProcessHadReserved() throws Exception {
        Path crashed = dir.resolve("crashed");
        try (JournalStore store = open()) {
            Journal readings = store.journal("readings");
            for (int i = 0; i < 300; i++) {
                readings.append(Batches.counting(Stores.batch(), i * 200L, 200));
            }
            Stores.awaitDurable(store, readings);
            // The space that was reserved becomes zeros that take as much.
            copy("-r", "--sparse=always", dir.resolve("journals"), crashed);
            Path file = Path.of("readings/g0000000001/20000101-00F.cq4");
            copy("-f", "--sparse=never", dir.resolve("journals").resolve(file), crashed.resolve(file));
        }
        Path data = Files.createDirectories(dir.resolve("again"));
        Files.move(crashed, data.resolve("journals"));
        long before = Stores.du(data);
        try (JournalStore store = JournalStore.open(data, defaults())) {
            assertThat(Stores.du(data)).isLessThan(before - 2 * MEBIBYTE);
            try (JournalReader reader = store.journal("readings").reader(0)) {
                assertThat(JournalStoreTest.readNumbersOpen(reader, 0)).isEqualTo(60_000);
            }
            assertThat(store.diskBytes()).isGreaterThanOrEqualTo(Stores.du(data));
        }
    }

    private static void copy(String how, String sparse, Path from, Path to) throws Exception {
        Process copy = new ProcessBuilder("cp", how, sparse, from.toString(), to.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
    }

    @Test
    void shouldFreeSpaceWhileReadersHaveItOpen() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir.resolve("disk"), 96)) {
            Path data = disk.directory().resolve("data");
            StorageConfig config = Stores.config(
                    SyncMode.GROUP,
                    Duration.ofMillis(2),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(ByteSize.ofMiB(16)));
            StoreOptions options = new StoreOptions(4 << 20, Duration.ofMillis(10));
            try (JournalStore store = JournalStore.open(data, config, Forcer.DISK, options);
                    ReadOnlyStore readOnly = ReadOnlyStore.open(data);
                    JournalReader other = readOnly.reader("readings", 0);
                    JournalReader live = store.journal("readings").reader(0)) {
                LiveJournal journal = (LiveJournal) store.journal("readings");
                RowBatch batch = Stores.batch();
                for (int i = 0; journal.manifest().deletedThrough() == 0 || i % 100 != 0; i++) {
                    journal.append(Batches.counting(batch, i * 200L, 200));
                    if (i % 100 == 0) {
                        Stores.awaitDurable(store, journal);
                    }
                    if (i == 100) {
                        // Both stand in the middle of the generation that will be deleted, and have it mapped.
                        assertThat(live.next()).isNotNull();
                        assertThat(other.next()).isNotNull();
                    }
                }
                Stores.await("free space", () -> disk.usedBytes() <= Stores.du(data) + (64 << 10));
                for (JournalReader reader : List.of(live, other)) {
                    long read = 1;
                    while (reader.next() != null) {
                        read++;
                    }
                    assertThat(reader.skippedDocuments()).isZero();
                    assertThat(reader.lostDocuments()).isPositive();
                    assertThat(read + reader.lostDocuments()).isEqualTo(reader.sequence());
                }
            }
        }
    }
}
