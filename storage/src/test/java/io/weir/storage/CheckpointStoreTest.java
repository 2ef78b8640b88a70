package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    @TempDir
    Path dir;

    private static Checkpoint checkpoint(int n) {
        return new Checkpoint("v" + n, n, n * 2L, new byte[] {1, 2, (byte) n});
    }

    @Test
    void shouldLoadWhatWasSavedLast() {
        CheckpointStore store = new CheckpointStore(dir, Forcer.DISK);
        assertThat(store.load("press_1m")).isEmpty();
        for (int i = 1; i <= 3; i++) {
            store.save("press_1m", checkpoint(i));
            assertThat(new CheckpointStore(dir, Forcer.DISK).load("press_1m")).contains(checkpoint(i));
        }
        assertThat(store.load("other")).isEmpty();
    }

    @Test
    void shouldFallBackToTheOneBeforeWhateverByteIsDamaged() throws IOException {
        CheckpointStore store = new CheckpointStore(dir, Forcer.DISK);
        store.save("p", checkpoint(1));
        store.save("p", checkpoint(2));
        Path file = dir.resolve("p.checkpoint");
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThat(store.load("p")).as("byte %d", i).contains(checkpoint(1));
        }
        Files.write(file, new byte[0]);
        assertThat(store.load("p")).contains(checkpoint(1));
        Files.delete(file);
        assertThat(store.load("p")).contains(checkpoint(1));
    }

    @Test
    void shouldKeepTheOneBeforeWhenTheDiskFails() {
        new CheckpointStore(dir, Forcer.DISK).save("p", checkpoint(1));
        CheckpointStore failing = new CheckpointStore(dir, (path, channel) -> {
            throw new IOException("Input/output error");
        });
        assertThatThrownBy(() -> failing.save("p", checkpoint(2)))
                .isInstanceOf(StorageException.class)
                .hasMessageEndingWith("p.checkpoint: Input/output error");
        assertThat(failing.load("p")).contains(checkpoint(1));
    }

    @Test
    void shouldRefuseANameThatIsAPath() {
        assertThatThrownBy(() -> new CheckpointStore(dir, Forcer.DISK).load("../p"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
