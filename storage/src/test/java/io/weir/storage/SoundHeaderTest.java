package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.storage.chronicle.GenerationReader;
import io.weir.storage.document.Batches;
import io.weir.storage.document.DocumentException;
import io.weir.storage.document.DocumentHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader has a document in memory as it was while it was written; in the file it has become whole since. */
class SoundHeaderTest {
    @TempDir
    Path dir;

    private final DocumentHeader header = new DocumentHeader();
    private Path generation;
    private int middle;

    private void flip() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(generation.resolve("20000101-00F.cq4").toFile(), "rw")) {
            file.seek(middle);
            int was = file.read();
            file.seek(middle);
            file.write(was ^ 0x10);
        }
    }

    /** A reader of three documents, which has read the first, and with it the damaged second into its memory. */
    private GenerationReader readerBeforeTheSecond() throws IOException, DocumentException {
        generation = dir.resolve("journals/readings/g0000000001");
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            for (int i = 0; i < 3; i++) {
                store.journal("readings").append(Batches.counting(Stores.batch(), i * 10L, 10));
            }
        }
        byte[] bytes = Files.readAllBytes(generation.resolve("20000101-00F.cq4"));
        int second = DamageTest.find(bytes, 2);
        int third = DamageTest.find(bytes, 3);
        middle = (second + third) / 2;
        flip();
        GenerationReader reader = GenerationReader.open(generation, DocumentHeader.MAX_DOCUMENT_BYTES);
        do {
            SoundHeader.read(header, reader, reader.read());
        } while (header.sequence() < 1);
        return reader;
    }

    @Test
    void shouldReadAgainWhatHasBecomeWhole() throws Exception {
        try (GenerationReader reader = readerBeforeTheSecond()) {
            int length = reader.read();
            flip();
            SoundHeader.read(header, reader, length);
            assertThat(header.sequence()).isEqualTo(2);
            SoundHeader.read(header, reader, reader.read());
            assertThat(header.sequence()).isEqualTo(3);
            assertThat(reader.read()).isEqualTo(GenerationReader.NONE);
        }
    }

    @Test
    void shouldCallDamagedWhatStaysSo() throws Exception {
        try (GenerationReader reader = readerBeforeTheSecond()) {
            int length = reader.read();
            assertThatThrownBy(() -> SoundHeader.read(header, reader, length)).isInstanceOf(DocumentException.class);
            SoundHeader.read(header, reader, reader.read());
            assertThat(header.sequence()).isEqualTo(3);
        }
    }
}
