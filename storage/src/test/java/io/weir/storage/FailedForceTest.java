package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An input/output error at each kind of force. The kernel reports it once: the disk works again afterwards. */
class FailedForceTest {
    private static final StoreOptions SMALL = new StoreOptions(60_000, Duration.ofMinutes(1));
    private static final int ROWS = 100;

    /** Fails the first force that {@code when} matches once armed; from then on it only counts. */
    private static final class FailingOnce implements Forcer {
        private final Predicate<Path> when;
        volatile boolean armed;
        volatile boolean failed;

        FailingOnce(Predicate<Path> when) {
            this.when = when;
        }

        @Override
        public void force(Path path, FileChannel channel) throws IOException {
            if (armed && !failed && when.test(path)) {
                failed = true;
                throw new IOException("Input/output error");
            }
            channel.force(false);
        }
    }

    @TempDir
    Path dir;

    private static Predicate<Path> place(String place) {
        return switch (place) {
            case "the file at a commit or the end of a roll" -> path -> path.endsWith("g0000000001/20000101-00F.cq4");
            case "the new file of a roll" -> path -> path.endsWith("g0000000002/20000101-00F.cq4");
            case "the new directory of a roll" -> path -> path.endsWith("g0000000002");
            case "the journal's directory" -> path -> path.endsWith("readings");
            case "the manifest" -> path -> path.endsWith("readings/manifest.tmp");
            default -> throw new IllegalArgumentException(place);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the file at a commit or the end of a roll",
                "the new file of a roll",
                "the new directory of a roll",
                "the journal's directory",
                "the manifest"
            })
    void shouldAcknowledgeNothingAfterItFailed(String place) {
        FailingOnce disk = new FailingOnce(place(place));
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong acknowledgedAfter = new AtomicLong();
        try (JournalStore store = JournalStore.open(dir, Stores.group(), disk, SMALL)) {
            Journal journal = store.journal("readings");
            RowBatch batch = Stores.batch();
            AtomicBoolean told = new AtomicBoolean();
            store.commit().onFailure(failure -> told.set(true));
            disk.armed = true;
            long next = 0;
            while (!told.get()) {
                try {
                    journal.append(Batches.counting(batch, next, ROWS));
                } catch (StorageException refused) {
                    assertThat(refused.temporary()).isFalse();
                    break;
                }
                next += ROWS;
                long rows = next;
                store.commit().afterDurable(() -> (disk.failed ? acknowledgedAfter : acknowledged).set(rows));
            }
            Stores.await("the failure", told::get);
            assertThat(store.commit().failure()).hasMessage("Input/output error");
            long durable = journal.durable();
            store.commit().afterDurable(() -> acknowledgedAfter.set(1));
            store.commit().urge();
            assertThatThrownBy(() -> journal.append(Batches.counting(batch, 0, ROWS)))
                    .isInstanceOf(StorageException.class);
            assertThat(journal.durable()).isEqualTo(durable);
        }
        assertThat(disk.failed).isTrue();
        assertThat(acknowledgedAfter.get()).isZero();
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            List<Long> rows =
                    JournalStoreTest.readNumbers(store.journal("readings").reader(0));
            assertThat(rows).hasSizeGreaterThanOrEqualTo((int) acknowledged.get());
            assertThat(rows).isEqualTo(JournalStoreTest.numbers(0, rows.size()));
        }
    }

    @Test
    void shouldKeepTheLastCheckpointWhenAnIncrementFailsAndGoOn() {
        FailingOnce disk = new FailingOnce(path -> path.endsWith("p.checkpoint"));
        try (JournalStore store = JournalStore.open(dir, Stores.group(), disk, SMALL)) {
            Cursor cursor = store.cursor("p", "readings");
            assertThat(cursor.save(LargeStates.checkpoint(1000))).isTrue();
            assertThat(cursor.save(LargeStates.checkpoint(1010))).isTrue();
            disk.armed = true;
            assertThatThrownBy(() -> cursor.save(LargeStates.checkpoint(1020)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("Input/output error");
            assertThat(disk.failed).isTrue();
            assertThat(cursor.saved()).isEqualTo(1010);
            long before = cursor.checkpointBytes();
            assertThat(cursor.save(LargeStates.checkpoint(1030))).isTrue();
            assertThat(cursor.checkpointBytes() - before)
                    .as("nothing is built on what may not be on the disk")
                    .isGreaterThan(LargeStates.after(1030).length);
        }
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            assertThat(store.cursor("p", "readings").load()).contains(LargeStates.checkpoint(1030));
        }
    }

    @Test
    void shouldKeepTheLastCheckpointWhenANewOneFails() {
        for (Predicate<Path> place : List.<Predicate<Path>>of(
                path -> path.endsWith("p.checkpoint.tmp"), path -> path.endsWith("checkpoints"))) {
            FailingOnce disk = new FailingOnce(place);
            try (JournalStore store = JournalStore.open(dir, Stores.group(), disk, SMALL)) {
                assertThat(store.cursor("p", "readings").save(new Checkpoint("f", 1, 1, new byte[10])))
                        .isTrue();
                disk.armed = true;
                assertThatThrownBy(() -> store.cursor("p", "readings").save(new Checkpoint("f", 2, 2, new byte[10])))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("Input/output error");
            }
            try (JournalStore store = JournalStore.open(dir, Stores.group())) {
                assertThat(store.cursor("p", "readings").load().orElseThrow().inputSequence())
                        .isBetween(1L, 2L);
            }
        }
    }
}
