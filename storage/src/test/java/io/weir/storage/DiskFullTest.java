package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
    private static final int ROWS = 100;
    private static final StoreOptions SMALL = new StoreOptions(1 << 20, Duration.ofMillis(50));

    @TempDir
    Path dir;

    /** Appends numbered rows until told to stop; tries again whatever is refused for lack of space. */
    private static final class Appender extends Thread {
        private final JournalStore store;
        private final long end;
        private volatile boolean stop;
        /** So that the disk is filled by the test, not by the journal. */
        volatile long paceNanos;

        private volatile Throwable failure;
        final AtomicLong acknowledgedRows = new AtomicLong();
        final AtomicLong refused = new AtomicLong();

        Appender(JournalStore store, long end) {
            this.store = store;
            this.end = end;
        }

        @Override
        public void run() {
            RowBatch batch = Stores.batch();
            Journal journal = store.journal("readings");
            try {
                for (long next = 0; next < end && !stop; ) {
                    try {
                        journal.append(Batches.counting(batch, next, ROWS));
                        next += ROWS;
                        long rows = next;
                        store.commit().afterDurable(() -> acknowledgedRows.set(rows));
                        if (paceNanos > 0) {
                            LockSupport.parkNanos(paceNanos);
                        }
                    } catch (StorageException e) {
                        if (!e.temporary()) {
                            throw e;
                        }
                        assertThat(e.getMessage())
                                .matches("(?s)journal readings takes nothing for now: no space for .*\\d+ are needed.*;"
                                        + " (free space on this file system or lower storage.budget"
                                        + "|raise storage.budget, or give journals a smaller size or age)");
                        refused.incrementAndGet();
                        LockSupport.parkNanos(1_000_000);
                    }
                }
            } catch (RuntimeException | AssertionError e) {
                failure = e;
            }
        }

        void check() {
            if (failure != null) {
                throw new AssertionError("appending has failed", failure);
            }
        }

        void end() throws InterruptedException {
            stop = true;
            join();
            check();
        }
    }

    @Test
    void shouldLoseNothingOnAFullMemoryDisk() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir.resolve("disk"), 96)) {
            fillAndFree(disk);
        }
    }

    @Test
    void shouldLoseNothingOnAFullDisk() throws Exception {
        try (SmallDisk disk = SmallDisk.ext4(dir.resolve("disk"), 128)) {
            fillAndFree(disk);
        }
    }

    private static void fillAndFree(SmallDisk disk) throws Exception {
        Path data = disk.directory().resolve("data");
        long acknowledged;
        try (JournalStore store = JournalStore.open(data, Stores.group(), Forcer.DISK, SMALL)) {
            Appender appender = new Appender(store, Long.MAX_VALUE);
            appender.paceNanos = 1_000_000;
            appender.start();
            Cursor cursor = store.cursor("p", "readings");
            long checkpoint = 1;
            try {
                assertThat(cursor.save(LargeStates.checkpoint(checkpoint))).isTrue();
                for (int round = 0; round < 4; round++) {
                    long before = appender.acknowledgedRows.get();
                    await(appender, "progress", () -> appender.acknowledgedRows.get() > before + 20 * ROWS);
                    Path hog = disk.fill();
                    long refused = appender.refused.get();
                    await(appender, "a refusal", () -> appender.refused.get() > refused + 20);
                    assertThat(store.space().full()).isTrue();
                    assertThat(cursor.save(new Checkpoint("f", 2, 2, new byte[5_000_000])))
                            .isFalse();
                    // What is small may fit or not; either way it is known which one holds.
                    for (int i = 0; i < 20; i++) {
                        if (cursor.save(LargeStates.checkpoint(checkpoint + 1))) {
                            checkpoint++;
                        }
                        assertThat(cursor.load()).contains(LargeStates.checkpoint(checkpoint));
                    }
                    assertThat(store.commit().failure()).isNull();
                    Files.delete(hog);
                    assertThat(cursor.save(LargeStates.checkpoint(++checkpoint)))
                            .isTrue();
                    assertThat(cursor.load()).contains(LargeStates.checkpoint(checkpoint));
                }
                long before = appender.acknowledgedRows.get();
                await(appender, "progress", () -> appender.acknowledgedRows.get() > before);
                assertThat(store.space().full()).isFalse();
                // Filled by the journal itself, now: then the reserve stays.
                appender.paceNanos = 0;
                await(appender, "a full disk", () -> store.space().full());
                assertThat(store.space().usableBytes())
                        .isGreaterThan(store.space().reserveBytes() - (1 << 20));
                assertThat(cursor.save(LargeStates.checkpoint(9_999))).isTrue();
            } finally {
                appender.end();
            }
            acknowledged = appender.acknowledgedRows.get();
        }
        try (JournalStore store = JournalStore.open(data, Stores.group())) {
            List<Long> rows =
                    JournalStoreTest.readNumbers(store.journal("readings").reader(0));
            assertThat(rows.size()).isGreaterThanOrEqualTo((int) acknowledged);
            assertThat(rows).isEqualTo(JournalStoreTest.numbers(0, rows.size()));
            assertThat(store.cursor("p", "readings").load()).contains(LargeStates.checkpoint(9_999));
        }
    }

    private static void await(Appender appender, String what, java.util.function.BooleanSupplier condition) {
        Stores.await(what, () -> {
            appender.check();
            return condition.getAsBoolean();
        });
    }

    @Test
    void shouldRestartOnADiskThatTheJournalHasFilled() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir.resolve("disk"), 48)) {
            Path data = disk.directory().resolve("data");
            for (int start = 0; start < 4; start++) {
                try (JournalStore store = JournalStore.open(data, Stores.group(), Forcer.DISK, SMALL)) {
                    Journal journal = store.journal("readings");
                    assertThatThrownBy(() -> {
                                while (true) {
                                    journal.append(Batches.counting(Stores.batch(), journal.appended() * ROWS, ROWS));
                                }
                            })
                            .isInstanceOfSatisfying(
                                    StorageException.class,
                                    refusal -> assertThat(refusal.temporary()).isTrue());
                    Stores.awaitDurable(store, journal);
                    List<Long> rows = JournalStoreTest.readNumbers(journal.reader(0));
                    assertThat(rows).isEqualTo(JournalStoreTest.numbers(0, journal.appended() * ROWS));
                }
            }
        }
    }

    @Test
    void shouldRunRetentionBeforeItRefusesForLong() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir.resolve("disk"), 64)) {
            var config = Stores.config(
                    SyncMode.GROUP,
                    Duration.ofMillis(2),
                    Optional.of(ByteSize.ofMiB(20)),
                    Optional.empty(),
                    Optional.empty());
            // Retention looks once an hour, or when space is short.
            StoreOptions options = new StoreOptions(1 << 20, Duration.ofHours(1));
            Files.write(disk.directory().resolve("other"), new byte[20 << 20]);
            try (JournalStore store =
                    JournalStore.open(disk.directory().resolve("data"), config, Forcer.DISK, options)) {
                // Five times of what fits.
                Appender appender = new Appender(store, 1_500_000);
                appender.start();
                Stores.await("the end", () -> !appender.isAlive());
                appender.end();
                assertThat(store.commit().failure()).isNull();
            }
        }
    }

    @Test
    void shouldSayWhatIsMissing() throws IOException {
        var space = new io.weir.storage.file.DiskSpace(
                () -> 1000, 600, new io.weir.storage.file.Budget(dir, Long.MAX_VALUE, 0));
        assertThat(space.allow(Path.of("f"), 100, 4000, 0)).isEqualTo(400);
        assertThatThrownBy(() -> space.allow(Path.of("f"), 500, 4000, 0))
                .hasMessage(
                        "no space for f: 1000 bytes are free, 500 are needed beside a reserve of 600; free space on "
                                + "this file system or lower storage.budget");
        assertThat(space.isFull()).isTrue();
        assertThat(space.allow(Path.of("f"), 400, 4000, 0)).isEqualTo(400);
        assertThat(space.isFull()).isFalse();
    }
}
