package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import io.weir.storage.file.Budget;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.NoSpaceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetTest {
    private static final ByteSize BUDGET = ByteSize.ofMiB(24);

    @TempDir
    Path dir;

    private static StorageConfig budget(ByteSize budget) {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        for (String id : new String[] {"readings", "results", "dead_letters"}) {
            journals.put(id, new JournalConfig(id, Optional.empty(), Optional.empty()));
        }
        return new StorageConfig(new Sync(SyncMode.GROUP, Duration.ofMillis(5)), Optional.of(budget), journals);
    }

    /** Appends until so many rows are in a journal; waits where there is no room. Returns how often it had to. */
    private static long append(JournalStore store, String id, long from, long to) {
        Journal journal = store.journal(id);
        RowBatch batch = Stores.batch();
        long refusals = 0;
        for (long next = from; next < to; ) {
            try {
                journal.append(Batches.counting(batch, next, 200));
                next += 200;
            } catch (StorageException e) {
                assertThat(e.temporary()).as(e.getMessage()).isTrue();
                assertThat(e.getMessage()).contains("of storage.budget").contains("raise storage.budget");
                refusals++;
                LockSupport.parkNanos(2_000_000);
            }
        }
        return refusals;
    }

    @Test
    void shouldNeverTakeMoreBlocksThanTheBudgetAndKeepResultsLongerThanReadings() throws Exception {
        AtomicLong largest = new AtomicLong();
        AtomicBoolean ended = new AtomicBoolean();
        Path data = Files.createDirectories(dir.resolve("data"));
        Thread watcher = new Thread(() -> {
            while (!ended.get()) {
                largest.accumulateAndGet(Stores.du(data), Math::max);
            }
        });
        watcher.start();
        try {
            for (int start = 0; start < 2; start++) {
                try (JournalStore store = JournalStore.open(data, budget(BUDGET))) {
                    Cursor cursor = store.cursor("p", "readings");
                    // About twice the budget in readings, a tenth of it in results, and checkpoints.
                    for (int i = 0; i < 6; i++) {
                        append(store, "readings", 0, 220_000);
                        append(store, "results", 18_000L * start + 3_000L * i, 18_000L * start + 3_000L * (i + 1));
                        // The first replaces a file, those behind it are appended to it.
                        assertThat(cursor.save(LargeStates.checkpoint(1_000L * i)))
                                .isTrue();
                    }
                    Stores.awaitDurable(store, store.journal("readings"));
                    Stores.awaitDurable(store, store.journal("results"));
                    assertThat(store.diskBytes()).isBetween(Stores.du(data), BUDGET.bytes());
                    assertThat(store.commit().failure()).isNull();
                    assertThat(((LiveJournal) store.journal("readings"))
                                    .manifest()
                                    .deletedThrough())
                            .isPositive();
                    try (JournalReader results = store.journal("results").reader(0)) {
                        assertThat(JournalStoreTest.readNumbersOpen(results, 0)).isEqualTo((start + 1) * 18_000L);
                    }
                }
            }
        } finally {
            ended.set(true);
            watcher.join();
        }
        assertThat(largest.get()).isBetween(BUDGET.bytes() / 2, BUDGET.bytes());
    }

    @Test
    void shouldMakeRoomByItselfWhenTheBudgetWasLowered() {
        try (JournalStore store = JournalStore.open(dir, budget(ByteSize.ofMiB(64)))) {
            append(store, "readings", 0, 1_000_000);
            Stores.awaitDurable(store, store.journal("readings"));
            assertThat(store.diskBytes()).isGreaterThan(BUDGET.bytes());
        }
        try (JournalStore store = JournalStore.open(dir, budget(BUDGET))) {
            append(store, "readings", 1_000_000, 1_000_200);
            Stores.await("the budget", () -> store.diskBytes() <= BUDGET.bytes());
            assertThat(Stores.du(dir)).isLessThanOrEqualTo(BUDGET.bytes());
        }
    }

    @Test
    void shouldClaimWhatIsWrittenAndNeverMoreThanThereIs() throws IOException {
        Files.write(dir.resolve("small"), new byte[10_000]);
        Budget budget = new Budget(dir, 1 << 20, 0);
        assertThat(budget.used()).isEqualTo(4096 + 12288);
        assertThat(budget.room()).isEqualTo((1 << 20) - (64 << 10) - 4096 - 12288);
        assertThat(budget.claim(500_000, 0)).isTrue();
        assertThat(budget.claim(500_000, 0)).isFalse();
        assertThat(budget.claim(400_000, 100_000)).isFalse();
        assertThat(budget.claim(400_000, 0)).isTrue();
        budget.release(900_000);
        assertThat(budget.used()).isEqualTo(4096 + 12288);
    }

    @Test
    void shouldSetRoomAsideForGenerationsThatBegin() throws IOException {
        Budget budget = new Budget(dir, 1 << 20, 100_000);
        long room = budget.room();
        assertThat(budget.claim(room + 1, 0)).isFalse();
        assertThat(budget.claim(room, 0)).isTrue();
        assertThat(budget.claimToBegin(60_000)).isTrue();
        assertThat(budget.claimToBegin(60_000)).isFalse();
        assertThat(budget.claim(1, 0)).isFalse();
        budget.release(60_001);
        assertThat(budget.claim(1, 0)).isTrue();
    }

    @Test
    void shouldLeaveMoreTheLowerThePriorityIs() throws IOException {
        DiskSpace space = new DiskSpace(() -> 1L << 40, 0, new Budget(dir, 32 << 20, 0));
        Path file = dir.resolve("f");
        long room = space.budget().room();
        assertThat(space.allow(file, 1, Long.MAX_VALUE / 2, 2)).isEqualTo(room - (3 << 20));
        assertThatThrownBy(() -> space.allow(file, 1, 1, 2))
                .isInstanceOf(NoSpaceException.class)
                .hasMessage(
                        "no space for " + file + ": of storage.budget, 33554432 bytes, 3145728 are left, 1 are needed"
                                + " beside a reserve of 3145728; raise storage.budget, or give journals a smaller size or age");
        assertThat(space.allow(file, 1, Long.MAX_VALUE / 2, 1)).isEqualTo(1 << 20);
        assertThat(space.allow(file, 1, Long.MAX_VALUE / 2, 0)).isEqualTo(1 << 20);
        assertThatThrownBy(() -> space.allow(file, 1, 1, 0)).isInstanceOf(NoSpaceException.class);
        space.enforce();
        space.require(file, 1 << 20);
        assertThatThrownBy(() -> space.require(file, 1)).isInstanceOf(NoSpaceException.class);
        space.release(1 << 20);
        space.require(file, 1 << 20);
    }

    @Test
    void shouldRefuseABudgetThatTheDiskCannotHold() {
        Path data = dir.resolve("not/yet/there");
        assertThat(Capacity.problem(data, budget(BUDGET))).isEmpty();
        assertThat(Capacity.problem(data, budget(ByteSize.ofGiB(1 << 20))))
                .get()
                .asString()
                .startsWith("is 1024TiB, but the file system of " + data + " has ");
        assertThat(Capacity.problem(data, ByteSize.ofGiB(8), 8L << 30))
                .contains("is 8GiB, but the file system of " + data + " has 8GiB in all, 81.9MiB of which"
                        + " stay in reserve: make the budget 8110MiB or less, or move data_dir to a larger disk");
        assertThatThrownBy(() -> JournalStore.open(data, budget(ByteSize.ofGiB(1 << 20))))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("storage.budget is ");
        assertThat(Files.exists(data)).isFalse();
    }
}
