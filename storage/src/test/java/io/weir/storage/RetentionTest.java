package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import io.weir.storage.manifest.GenerationEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What age deletes, told by a monotonic clock that the test moves, and what it leaves to a named reader. */
class RetentionTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    @TempDir
    Path dir;

    private final AtomicLong clock = new AtomicLong(-5 * HOUR);
    private final StoreOptions options = new StoreOptions(150_000, Duration.ofMillis(10), clock::get);
    private final RowBatch batch = Stores.batch();
    private long next;

    private static StorageConfig limits(Duration age, Optional<ByteSize> size) {
        return Stores.config(SyncMode.GROUP, Duration.ofMillis(2), Optional.empty(), Optional.of(age), size);
    }

    private JournalStore open(StorageConfig config) {
        return JournalStore.open(dir, config, Forcer.DISK, options);
    }

    /** Appends documents of 100 rows until a generation is full, so that the next begins. */
    private void fillGeneration(JournalStore store) {
        LiveJournal journal = (LiveJournal) store.journal("readings");
        long generation = latest(journal);
        Stores.await("a roll", () -> {
            if (latest(journal) > generation) {
                return true;
            }
            journal.append(Batches.counting(batch, next, 100));
            next += 100;
            Stores.awaitDurable(store, journal);
            return false;
        });
    }

    /** The number of the generation that is written; how many there are says nothing, for some are deleted meanwhile. */
    private static long latest(LiveJournal journal) {
        List<GenerationEntry> entries = journal.manifest().generations();
        return entries.get(entries.size() - 1).number();
    }

    private static int generations(JournalStore store) {
        return ((LiveJournal) store.journal("readings"))
                .manifest()
                .generations()
                .size();
    }

    private static long deletedThrough(JournalStore store) {
        return ((LiveJournal) store.journal("readings")).manifest().deletedThrough();
    }

    /** Once the commit thread has gone through its housekeeping with the clock as it is. */
    private void housekeeping(JournalStore store) {
        // It asks for the disk space of each; two full rounds of its period.
        AtomicLong rounds = new AtomicLong();
        for (int i = 0; i < 3; i++) {
            long target = rounds.get() + 1;
            store.commit().afterDurable(rounds::incrementAndGet);
            Stores.await("a commit", () -> rounds.get() >= target);
            long until = System.nanoTime() + options.housekeeping().toNanos();
            Stores.await("the next housekeeping", () -> System.nanoTime() - until > 0);
        }
    }

    @Test
    void shouldDeleteWhatIsOldByRunningTimeAndNothingElse() {
        try (JournalStore store = open(limits(Duration.ofHours(5), Optional.empty()))) {
            fillGeneration(store);
            clock.addAndGet(3 * HOUR);
            fillGeneration(store);
            clock.addAndGet(2 * HOUR);
            housekeeping(store);
            assertThat(deletedThrough(store))
                    .as("the first ended five hours ago")
                    .isZero();
            clock.addAndGet(1);
            Stores.await("deletion", () -> deletedThrough(store) > 0);
            long first = deletedThrough(store);
            clock.addAndGet(3 * HOUR);
            Stores.await("deletion", () -> deletedThrough(store) > first);
        }
    }

    @Test
    void shouldCountTimeWithoutPowerForNothingAndGoOnAfterACrash() throws Exception {
        Path crashed = dir.resolve("crashed");
        try (JournalStore store = open(limits(Duration.ofHours(5), Optional.empty()))) {
            fillGeneration(store);
            clock.addAndGet(4 * HOUR);
            store.journal("readings").append(Batches.counting(batch, next, 100));
            Stores.awaitDurable(store, store.journal("readings"));
            DamageTest.copy(dir.resolve("journals"), crashed.resolve("journals"));
        }
        // Another boot: the monotonic clock begins anew.
        clock.set(0);
        try (JournalStore store =
                JournalStore.open(crashed, limits(Duration.ofHours(5), Optional.empty()), Forcer.DISK, options)) {
            clock.addAndGet(HOUR);
            housekeeping(store);
            assertThat(deletedThrough(store)).isZero();
            clock.addAndGet(1);
            Stores.await("deletion", () -> deletedThrough(store) > 0);
            assertThat(generations(store))
                    .as("the one that had crashed ended an hour ago")
                    .isEqualTo(2);
        }
    }

    @Test
    void shouldKeepForANamedReaderWhatIsOld() {
        StorageConfig config = limits(Duration.ofHours(5), Optional.empty());
        long needed;
        try (JournalStore store = open(config)) {
            Cursor cursor = store.cursor("cloud", "readings");
            fillGeneration(store);
            needed = store.journal("readings").appended();
            assertThat(cursor.save(needed)).isTrue();
            fillGeneration(store);
            clock.addAndGet(6 * HOUR);
            Stores.await("deletion of what is read", () -> deletedThrough(store) == needed);
            housekeeping(store);
            assertThat(deletedThrough(store)).isEqualTo(needed);
        }
        try (JournalStore store = open(config)) {
            clock.addAndGet(100 * HOUR);
            housekeeping(store);
            assertThat(deletedThrough(store)).as("before its reader is back").isEqualTo(needed);
            Cursor cursor = store.cursor("cloud", "readings");
            assertThat(cursor.saved()).isEqualTo(needed);
            store.keepOnlyCursors(Set.of("cloud"));
            assertThat(JournalStoreTest.readNumbers(store.journal("readings").reader(cursor.saved())))
                    .isEqualTo(JournalStoreTest.numbers(needed * 100, next));
            assertThat(cursor.lostDocuments()).isZero();
            store.keepOnlyCursors(Set.of());
            Stores.await("deletion without the reader", () -> deletedThrough(store) > needed);
        }
    }

    @Test
    void shouldDeleteBeyondTheSizeAndSayWhatWasLostToWhom() {
        Optional<ByteSize> size = Optional.of(ByteSize.ofKiB(1024));
        try (JournalStore store = open(limits(Duration.ofHours(5), size));
                JournalReader reader = store.journal("readings").reader(0)) {
            Cursor behind = store.cursor("behind", "readings");
            Cursor ahead = store.cursor("ahead", "readings");
            Cursor other = store.cursor("other", "results");
            assertThat(reader.next()).isNull();
            fillGeneration(store);
            assertThat(reader.next()).isNotNull();
            behind.read(reader.sequence());
            // Has read whatever comes: a deletion may fall between an append and the note of its reader.
            ahead.read(Long.MAX_VALUE / 2);
            while (deletedThrough(store) == 0) {
                fillGeneration(store);
            }
            // Another may follow, and is counted just before it happens.
            Stores.await("the count", () -> behind.lostDocuments() == deletedThrough(store) - 1);
            assertThat(ahead.lostDocuments()).isZero();
            assertThat(other.lostDocuments()).isZero();
            while (reader.next() != null) {
                behind.read(reader.sequence());
            }
            assertThat(reader.lostDocuments()).isEqualTo(behind.lostDocuments());
        }
    }

    @Test
    void shouldCountWhatIsGoneWhenAReaderComesBack() {
        try (JournalStore store = open(limits(Duration.ofHours(5), Optional.empty()))) {
            fillGeneration(store);
            store.cursor("cloud", "readings").save(1);
            fillGeneration(store);
            store.keepOnlyCursors(List.of());
            clock.addAndGet(6 * HOUR);
            Stores.await("deletion", () -> generations(store) == 1);
        }
        try (JournalStore store = open(limits(Duration.ofHours(5), Optional.empty()))) {
            Cursor cursor = store.cursor("cloud", "readings");
            assertThat(cursor.lostDocuments()).isEqualTo(deletedThrough(store) - 1);
        }
    }

    @Test
    void shouldBeginAnewInAnotherJournal() {
        try (JournalStore store = open(limits(Duration.ofHours(5), Optional.empty()))) {
            store.cursor("cloud", "readings").save(7);
            assertThat(store.cursor("cloud", "results").saved()).isZero();
            assertThat(store.cursor("cloud", "results").load()).isEmpty();
        }
        assertThat(Files.exists(dir.resolve("checkpoints/cloud.checkpoint"))).isTrue();
    }
}
