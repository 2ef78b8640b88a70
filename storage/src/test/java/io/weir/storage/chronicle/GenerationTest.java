package io.weir.storage.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.storage.document.DocumentHeader;
import io.weir.storage.file.Budget;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.SpaceShare;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
    private static final int MAX = DocumentHeader.MAX_DOCUMENT_BYTES;

    @TempDir
    Path dir;

    private static byte[] document(int number, int length) {
        byte[] document = new byte[length];
        new Random(number).nextBytes(document);
        return document;
    }

    private static GenerationWriter create(Path directory, byte[] first) throws IOException {
        return GenerationWriter.create(
                directory,
                List.of(first),
                new SpaceShare(new DiskSpace(() -> 1L << 40, 0, new Budget(directory, Long.MAX_VALUE, 0)), 0, 4 << 20));
    }

    @Test
    void shouldReadDocumentsOfAnySizeInOrder() throws IOException {
        int[] lengths = {1, 100, MAX, 3, 70_000, MAX, MAX, 4096, 1};
        Path directory = dir.resolve("g");
        try (GenerationWriter writer = create(directory, document(0, lengths[0]));
                GenerationReader reader = GenerationReader.open(directory, MAX)) {
            for (int i = 0; i < 40; i++) {
                int length = lengths[i % lengths.length];
                if (i > 0) {
                    writer.append(document(i, length), length);
                }
                assertThat(reader.read()).isEqualTo(length);
                assertThat(Arrays.copyOf(reader.bytes(), length)).isEqualTo(document(i, length));
                assertThat(reader.ordinal()).isEqualTo(i);
                assertThat(reader.endPosition()).isEqualTo(writer.position());
                assertThat(reader.read()).isEqualTo(GenerationReader.NONE);
            }
            assertThat(writer.file().toFile().length()).isGreaterThan(writer.position());
        }
    }

    @Test
    void shouldGoStraightToADocument() throws IOException {
        Path directory = dir.resolve("g");
        try (GenerationWriter writer = create(directory, document(0, 50))) {
            for (int i = 1; i < 3000; i++) {
                writer.append(document(i, 50), 50);
            }
        }
        try (GenerationReader reader = GenerationReader.open(directory, MAX)) {
            for (int i : new int[] {2999, 0, 255, 256, 257, 1000, 1}) {
                assertThat(reader.moveTo(i)).isTrue();
                assertThat(reader.read()).isEqualTo(50);
                assertThat(Arrays.copyOf(reader.bytes(), 50)).isEqualTo(document(i, 50));
            }
            assertThat(reader.moveTo(5000)).isFalse();
            assertThat(reader.read()).isEqualTo(GenerationReader.NONE);
        }
    }

    @Test
    void shouldServeTooLargeADocumentNever() throws IOException {
        Path directory = dir.resolve("g");
        try (GenerationWriter writer = create(directory, document(0, 1000));
                GenerationReader reader = GenerationReader.open(directory, 999)) {
            writer.append(document(1, 999), 999);
            assertThat(reader.read()).isEqualTo(GenerationReader.DAMAGED);
            assertThat(reader.read()).isEqualTo(999);
        }
    }

    @Test
    void shouldSurviveInterruptedThreads() throws IOException {
        Path directory = dir.resolve("g");
        Thread.currentThread().interrupt();
        byte[] document = document(1, MAX);
        try (GenerationWriter writer = create(directory, document);
                GenerationReader reader = GenerationReader.open(directory, MAX)) {
            for (int i = 0; i < 20; i++) {
                assertThat(reader.read()).isEqualTo(MAX);
                writer.append(document, MAX);
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void shouldAllocateNothing() throws IOException {
        Path directory = dir.resolve("g");
        byte[] document = document(1, 8_000);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (GenerationWriter writer = create(directory, document);
                GenerationReader reader = GenerationReader.open(directory, MAX)) {
            for (int i = 0; i < 3_000; i++) {
                writer.append(document, document.length);
                assertThat(reader.read()).isPositive();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 3_000; i++) {
                writer.append(document, document.length);
                reader.read();
            }
            // Some kilobytes for each new piece of the mapping.
            assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 3_000)
                    .as("bytes a document")
                    .isLessThan(20);
        }
    }
}
