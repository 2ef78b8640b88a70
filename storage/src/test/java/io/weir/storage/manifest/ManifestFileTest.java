package io.weir.storage.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.storage.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFileTest {
    private static final AtomicFile.Force DISK = (path, channel) -> channel.force(false);

    private static final Manifest MANIFEST = new Manifest(
            12, List.of(new GenerationEntry(3, 12, 40, -5, 99, 100, 4096, 28672), GenerationEntry.open(7, 40)));

    @TempDir
    Path dir;

    @Test
    void shouldReadWhatWasWritten() throws Exception {
        Path file = dir.resolve(ManifestFile.NAME);
        assertThat(ManifestFile.read(file)).isEmpty();
        ManifestFile.write(file, Manifest.EMPTY, DISK);
        assertThat(ManifestFile.read(file)).contains(Manifest.EMPTY);
        ManifestFile.write(file, MANIFEST, DISK);
        assertThat(ManifestFile.read(file)).contains(MANIFEST);
        assertThat(Files.readString(file)).startsWith("""
                weir-manifest 2
                deleted_through 12
                generation 3 base 12 last 40 min_time -5 max_time 99 ran 100 bytes 4096 disk 28672
                generation 7 base 40 open
                """);
    }

    @Test
    void shouldRefuseAManifestWhateverByteIsDamaged() throws IOException {
        Path file = dir.resolve(ManifestFile.NAME);
        ManifestFile.write(file, MANIFEST, DISK);
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> ManifestFile.read(file))
                    .as("byte %d", i)
                    .isInstanceOf(ManifestException.class)
                    .hasMessageStartingWith(file + " is damaged: ");
        }
    }

    @Test
    void shouldKeepTheOldManifestWhenTheDiskFails() throws Exception {
        Path file = dir.resolve(ManifestFile.NAME);
        ManifestFile.write(file, MANIFEST, DISK);
        assertThatThrownBy(() -> ManifestFile.write(file, Manifest.EMPTY, (path, channel) -> {
                    throw new IOException("no space");
                }))
                .hasMessage("no space");
        assertThat(ManifestFile.read(file)).contains(MANIFEST);
    }

    @Test
    void shouldRefuseGenerationsThatDoNotFollowEachOther() {
        assertThatThrownBy(() -> new Manifest(0, List.of(GenerationEntry.open(1, 0), GenerationEntry.open(2, 5))))
                .hasMessage("generation 2 cannot follow generation 1");
    }
}
