package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.storage.file.Budget;
import io.weir.storage.file.DiskSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    @Test
    void shouldRefuseANameThatIsAPath() {
        assertThatThrownBy(() -> store(Forcer.DISK).load("../p", "readings"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
