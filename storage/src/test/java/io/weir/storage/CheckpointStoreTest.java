package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.storage.file.Budget;
import io.weir.storage.file.DiskSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    @TempDir
    Path dir;

    private static Checkpoint checkpoint(int n) {
        return new Checkpoint("v" + n, n, n * 2L, new byte[] {1, 2, (byte) n});
    }

    private CheckpointStore store(Forcer forcer) {
        return new CheckpointStore(dir, forcer, new DiskSpace(() -> 1L << 40, 0, new Budget(dir, Long.MAX_VALUE, 0)));
    }

    @Test
    void shouldLoadWhatWasSavedLast() {
        CheckpointStore store = store(Forcer.DISK);
        assertThat(store.load("press_1m", "readings")).isEmpty();
        for (int i = 1; i <= 3; i++) {
            store.save("press_1m", "readings", checkpoint(i));
            assertThat(store(Forcer.DISK).load("press_1m", "readings")).contains(checkpoint(i));
        }
        assertThat(store.load("other", "readings")).isEmpty();
        assertThat(store.load("press_1m", "alarms")).isEmpty();
        assertThat(store.positions()).isEqualTo(Map.of("press_1m", new CheckpointStore.Place("readings", 3)));
    }

    @Test
    void shouldFallBackToTheOneBeforeWhateverByteIsDamaged() throws IOException {
        CheckpointStore store = store(Forcer.DISK);
        store.save("p", "readings", checkpoint(1));
        store.save("p", "readings", checkpoint(2));
        Path file = dir.resolve("p.checkpoint");
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThat(store.load("p", "readings")).as("byte %d", i).contains(checkpoint(1));
        }
        Files.write(file, new byte[0]);
        assertThat(store.load("p", "readings")).contains(checkpoint(1));
        Files.delete(file);
        assertThat(store.load("p", "readings")).contains(checkpoint(1));
    }

    @Test
    void shouldKeepTheOneBeforeWhenTheDiskFails() {
        store(Forcer.DISK).save("p", "readings", checkpoint(1));
        CheckpointStore failing = store((path, channel) -> {
            throw new IOException("Input/output error");
        });
        assertThatThrownBy(() -> failing.save("p", "readings", checkpoint(2)))
                .isInstanceOf(StorageException.class)
                .hasMessageEndingWith("p.checkpoint: Input/output error");
        assertThat(failing.load("p", "readings")).contains(checkpoint(1));
    }

    private static long length(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldWriteOnlyWhatHasChangedOfALargeStateAndReplaceTheFileBeforeItIsTooLong() {
        CheckpointStore store = store(Forcer.DISK);
        Path file = dir.resolve("p.checkpoint");
        int replaced = 0;
        long whole = 0;
        for (int i = 1; i <= 100; i++) {
            Checkpoint checkpoint = LargeStates.checkpoint(i * 100L);
            int state = checkpoint.state().length;
            whole += state;
            long before = store.written("p");
            assertThat(store.save("p", "readings", checkpoint)).isTrue();
            long written = store.written("p") - before;
            if (written > state / 8) {
                assertThat(written).isBetween((long) state, state + 8192L);
                assertThat(length(file)).isEqualTo(written);
                replaced++;
            }
            assertThat(length(file)).isLessThanOrEqualTo(state * 3L / 2 + 4096);
            assertThat(store(Forcer.DISK).load("p", "readings")).contains(checkpoint);
        }
        assertThat(replaced).isBetween(3, 20);
        assertThat(store.written("p")).isLessThan(whole / 4);
        assertThat(dir).isDirectoryContaining("regex:.*/p\\.checkpoint.previous");
        assertThat(dir.toFile().list()).hasSize(2);
        assertThat(store.written("other")).isZero();
    }

    @Test
    void shouldNeverAppendToWhatAnotherProcessHasWritten() {
        store(Forcer.DISK).save("p", "readings", LargeStates.checkpoint(1));
        CheckpointStore store = store(Forcer.DISK);
        assertThat(store.load("p", "readings")).contains(LargeStates.checkpoint(1));
        store.save("p", "readings", LargeStates.checkpoint(2));
        assertThat(store.written("p")).isGreaterThan(LargeStates.after(2).length);
        assertThat(length(dir.resolve("p.checkpoint.previous")))
                .isEqualTo(CheckpointFile.padded(LargeStates.after(1).length + 100));
    }

    @Test
    void shouldFallBackToTheFileBeforeWhenTheFirstOfTheLastIsDamaged() throws IOException {
        CheckpointStore store = store(Forcer.DISK);
        store.save("p", "readings", LargeStates.checkpoint(100));
        store.save("p", "readings", LargeStates.checkpoint(200));
        // Of another definition: it cannot be an increment.
        store.save("p", "readings", new Checkpoint("g", 300, 30, LargeStates.after(300)));
        store.save("p", "readings", new Checkpoint("g", 400, 40, LargeStates.after(400)));
        Path file = dir.resolve("p.checkpoint");
        byte[] sound = Files.readAllBytes(file);
        byte[] damaged = sound.clone();
        damaged[sound.length - 4096 + 50]++;
        Files.write(file, damaged);
        assertThat(store.load("p", "readings").orElseThrow().inputSequence()).isEqualTo(300);
        damaged[50_000]++;
        Files.write(file, damaged);
        assertThat(store.load("p", "readings")).contains(LargeStates.checkpoint(200));
        assertThat(store.positions()).isEqualTo(Map.of("p", new CheckpointStore.Place("readings", 200)));
    }

    @Test
    void shouldWriteAWholeFileWhenItsOwnIsGoneOrIsAnothers() throws IOException {
        CheckpointStore store = store(Forcer.DISK);
        Path file = dir.resolve("p.checkpoint");
        store.save("p", "readings", LargeStates.checkpoint(100));
        Files.delete(file);
        store.save("p", "readings", LargeStates.checkpoint(200));
        assertThat(store.load("p", "readings")).contains(LargeStates.checkpoint(200));
        store.save("p", "alarms", LargeStates.checkpoint(300));
        assertThat(store.load("p", "alarms")).contains(LargeStates.checkpoint(300));
        store.save("p", "alarms", checkpoint(301));
        assertThat(store.load("p", "alarms")).contains(checkpoint(301));
        assertThat(length(file)).isLessThan(100);
        store.save("p", "alarms", LargeStates.checkpoint(400));
        assertThat(store.load("p", "alarms")).contains(LargeStates.checkpoint(400));
    }

    @Test
    void shouldWriteAWholeFileWhenAnotherHasBeenPutInItsPlace() throws IOException {
        CheckpointStore store = store(Forcer.DISK);
        Path file = dir.resolve("p.checkpoint");
        store.save("p", "readings", LargeStates.checkpoint(100));
        byte[] earlier = Files.readAllBytes(file);
        store.save("p", "readings", LargeStates.checkpoint(200));
        Files.write(file, earlier);
        store.save("p", "readings", LargeStates.checkpoint(300));
        assertThat(store.load("p", "readings")).contains(LargeStates.checkpoint(300));
    }

    @Test
    void shouldNotAppendToAFileThatMayNotHaveReachedTheDisk() {
        boolean[] fails = {false};
        CheckpointStore store = store((path, channel) -> {
            if (fails[0] && path.equals(dir)) {
                throw new IOException("Input/output error");
            }
        });
        store.save("p", "readings", LargeStates.checkpoint(100));
        fails[0] = true;
        // As long as the one that it replaces, of another definition.
        Checkpoint other = new Checkpoint("g", 200, 20, LargeStates.after(100));
        assertThatThrownBy(() -> store.save("p", "readings", other)).isInstanceOf(StorageException.class);
        fails[0] = false;
        store.save("p", "readings", LargeStates.checkpoint(300));
        assertThat(store.load("p", "readings")).contains(LargeStates.checkpoint(300));
    }

    @Test
    void shouldGiveReadersTheLastOneOrOneAfterItWhileItIsWritten() throws Exception {
        CheckpointStore store = store((path, channel) -> {});
        AtomicLong promised = new AtomicLong(1);
        store.save("p", "readings", LargeStates.checkpoint(1));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                while (promised.get() < 400) {
                    long atLeast = promised.get();
                    Checkpoint found =
                            CheckpointStore.load(dir, "p", "readings").orElseThrow();
                    assertThat(found.inputSequence()).isGreaterThanOrEqualTo(atLeast);
                    assertThat(found).isEqualTo(LargeStates.checkpoint(found.inputSequence()));
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reader.start();
        for (int i = 2; i <= 400; i++) {
            store.save("p", "readings", LargeStates.checkpoint(i));
            promised.set(i);
        }
        reader.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void shouldRefuseANameThatIsAPath() {
        assertThatThrownBy(() -> store(Forcer.DISK).load("../p", "readings"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
