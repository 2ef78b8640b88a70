package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.DeadLetters;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {
    /** A disk that can be stalled, broken and watched. */
    private static final class Disk implements Forcer {
        volatile @Nullable CountDownLatch stall;
        volatile @Nullable IOException broken;
        final List<Path> forced = new CopyOnWriteArrayList<>();
        final AtomicInteger waiting = new AtomicInteger();

        @Override
        public void force(Path path, FileChannel channel) throws IOException {
            CountDownLatch latch = stall;
            if (latch != null) {
                waiting.incrementAndGet();
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            IOException failure = broken;
            if (failure != null) {
                throw failure;
            }
            channel.force(false);
            forced.add(path);
        }
    }

    @TempDir
    Path dir;

    private final Disk disk = new Disk();
    private final RowBatch batch = Stores.batch();

    @Test
    void shouldTakeRowsButPromiseNothingWhileTheDiskStalls() {
        try (JournalStore store = JournalStore.open(dir, Stores.group(), disk)) {
            Journal journal = store.journal("readings");
            journal.append(Batches.counting(batch, 0, 10));
            Stores.awaitDurable(store, journal);
            CountDownLatch stall = new CountDownLatch(1);
            disk.stall = stall;
            List<Long> ran = new CopyOnWriteArrayList<>();
            try (JournalReader reader = journal.reader(1)) {
                for (int i = 1; i < 1000; i++) {
                    long sequence = journal.append(Batches.counting(batch, i * 10L, 10));
                    store.commit().afterDurable(() -> ran.add(sequence));
                }
                Stores.await("a force that stalls", () -> disk.waiting.get() > 0);
                assertThat(journal.appended()).isEqualTo(1000);
                assertThat(journal.durable()).isEqualTo(1);
                assertThat(ran).isEmpty();
                assertThat(reader.next()).isNull();
                assertThat(store.commit().stats().unforcedRows()).isEqualTo(9990);
                disk.stall = null;
                stall.countDown();
                Stores.await("all actions", () -> ran.size() == 999);
                assertThat(journal.durable()).isEqualTo(1000);
                assertThat(reader.next()).isNotNull();
            }
        }
    }

    @Test
    void shouldAcknowledgeNothingAfterAFailedForce() {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        List<Long> ran = new CopyOnWriteArrayList<>();
        try (JournalStore store = JournalStore.open(dir, Stores.group(), disk)) {
            Journal journal = store.journal("readings");
            journal.append(Batches.counting(batch, 0, 10));
            Stores.awaitDurable(store, journal);
            store.commit().onFailure(told::add);
            disk.broken = new IOException("Input/output error");
            journal.append(Batches.counting(batch, 10, 10));
            store.commit().afterDurable(() -> ran.add(2L));
            Stores.await("the failure", () -> told.size() == 1);
            disk.broken = null;
            store.commit().urge();
            store.commit().afterDurable(() -> ran.add(3L));
            assertThat(store.commit().failure()).hasMessage("Input/output error");
            assertThatThrownBy(() -> journal.append(Batches.counting(batch, 20, 10)))
                    .isInstanceOf(StorageException.class)
                    .hasMessage("journal readings takes nothing any more since its storage has failed: "
                            + "Input/output error; restart Weir when the disk is sound");
            List<Throwable> late = new ArrayList<>();
            store.commit().onFailure(late::add);
            assertThat(late).hasSize(1);
            assertThat(journal.durable()).isEqualTo(1);
        }
        assertThat(ran).isEmpty();
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            assertThat(store.journal("readings").appended()).isBetween(1L, 2L);
        }
    }

    @Test
    void shouldForceDeadLettersBeforeTheRestAndOnlyWhatIsNew() {
        try (JournalStore store = JournalStore.open(dir, Stores.config(SyncMode.GROUP, Duration.ofDays(1)), disk)) {
            RowBatch letters = new RowBatch(DeadLetters.SCHEMA, 4);
            letters.partitions().intern("plant");
            letters.startRow(1, 1, letters.dictionary().intern("plant"), 0);
            letters.commitRow();
            store.journal("readings").append(Batches.counting(batch, 0, 10));
            store.journal(DeadLetters.NAME).append(letters);
            disk.forced.clear();
            Stores.awaitDurable(store, store.journal("readings"));
            assertThat(disk.forced).hasSize(2);
            assertThat(disk.forced.get(0).toString()).contains("/dead_letters/");
            assertThat(disk.forced.get(1).toString()).contains("/readings/");
        }
    }

    @Test
    void shouldWaitForTheDelayUnlessUrged() {
        try (JournalStore store = JournalStore.open(dir, Stores.config(SyncMode.GROUP, Duration.ofMillis(300)), disk)) {
            Journal journal = store.journal("readings");
            long start = System.nanoTime();
            journal.append(Batches.counting(batch, 0, 10));
            Stores.await("durable", () -> journal.durable() == 1);
            assertThat(System.nanoTime() - start)
                    .isGreaterThan(Duration.ofMillis(290).toNanos());
            start = System.nanoTime();
            journal.append(Batches.counting(batch, 10, 10));
            store.commit().urge();
            Stores.await("durable", () -> journal.durable() == 2);
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofMillis(290).toNanos());
        }
    }

    @Test
    void shouldCommitWhatIsLeftWhenClosed() {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        try (JournalStore store = JournalStore.open(dir, Stores.config(SyncMode.GROUP, Duration.ofDays(1)))) {
            store.journal("readings").append(Batches.counting(batch, 0, 10));
            store.commit().afterDurable(() -> ran.add(1));
        }
        assertThat(ran).containsExactly(1);
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            assertThat(store.journal("readings").durable()).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepGoingWhenAnActionThrows() {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            store.commit().afterDurable(() -> {
                throw new IllegalStateException("expected by this test");
            });
            store.commit().afterDurable(() -> ran.add(1));
            Stores.await("the second action", () -> ran.size() == 1);
        }
    }
}
