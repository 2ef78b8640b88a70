package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as a power cut or a bad disk may leave them. Rows are numbered, so that what is served can be told. */
class DamageTest {
    private static final int DOCUMENTS = 200;
    private static final int ROWS = 10;

    @TempDir
    Path dir;

    private Path original;
    private Path damaged;

    @BeforeEach
    void recordAJournal() throws IOException {
        original = dir.resolve("original");
        damaged = dir.resolve("damaged");
        RowBatch batch = Stores.batch();
        try (JournalStore store = JournalStore.open(original, Stores.group())) {
            Journal journal = store.journal("readings");
            for (int i = 0; i < DOCUMENTS; i++) {
                journal.append(Batches.counting(batch, (long) i * ROWS, ROWS));
                if (i < DOCUMENTS / 2) {
                    Stores.awaitDurable(store, journal);
                }
            }
            // As if the process had died: the copy is taken while the generation is open.
            copy(original, damaged);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes a) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(visited).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Path queueFile() throws IOException {
        try (var files = Files.list(damaged.resolve("journals/readings/g0000000001"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Where document {@code number} (1 is the first with rows) begins in the file. */
    static int find(byte[] file, int number) {
        int seen = 0;
        for (int at = 0; at < file.length - 24; at++) {
            if (file[at] == 'W'
                    && file[at + 1] == 'E'
                    && file[at + 2] == 'I'
                    && file[at + 3] == 'R'
                    && file[at + 5] == 1) {
                seen++;
                if (seen == number) {
                    return at;
                }
            }
        }
        throw new AssertionError("no document " + number);
    }

    private void damage(int documentNumber, int offset, byte[] with) throws IOException {
        int at = find(Files.readAllBytes(queueFile()), documentNumber) + offset;
        try (RandomAccessFile file = new RandomAccessFile(queueFile().toFile(), "rw")) {
            file.seek(at);
            file.write(with);
        }
    }

    /** Opens the damaged journal, checks what it says of itself, appends to it, and returns the rows that are served. */
    private List<Long> reopen() {
        try (JournalStore store = JournalStore.open(damaged, Stores.group())) {
            Journal journal = store.journal("readings");
            long last = journal.appended();
            Map<String, Map<String, Long>> positions = journal.positions();
            assertThat(positions).isEqualTo(last == 0 ? Map.of() : Map.of("press", Map.of("plant-0", last * ROWS)));
            List<Long> rows = JournalStoreTest.readNumbers(journal.reader(0));
            assertThat(journal.append(Batches.counting(Stores.batch(), last * ROWS, ROWS)))
                    .isEqualTo(last + 1);
            Stores.awaitDurable(store, journal);
            assertThat(JournalStoreTest.readNumbers(journal.reader(last)))
                    .isEqualTo(JournalStoreTest.numbers(last * ROWS, last * ROWS + ROWS));
            return rows;
        }
    }

    @Test
    void shouldKeepEverythingOfAProcessThatDied() {
        assertThat(reopen()).isEqualTo(JournalStoreTest.numbers(0, DOCUMENTS * ROWS));
    }

    @Test
    void shouldEndBeforeAHoleInWhatWasNeverPromised() throws IOException {
        damage(150, 60, new byte[300]);
        assertThat(reopen()).isEqualTo(JournalStoreTest.numbers(0, 149 * ROWS));
    }

    @Test
    void shouldSkipAndCountADamagedDocumentThatWasPromised() throws IOException {
        damage(50, 60, new byte[] {1, 2, 3});
        List<Long> expected = JournalStoreTest.numbers(0, 49 * ROWS);
        expected.addAll(JournalStoreTest.numbers(50 * ROWS, DOCUMENTS * ROWS));
        assertThat(reopen()).isEqualTo(expected);
        try (ReadOnlyStore store = ReadOnlyStore.open(damaged);
                JournalReader reader = store.reader("readings", 0)) {
            while (reader.next() != null) {
                assertThat(reader.sequence()).isNotEqualTo(50);
            }
            assertThat(reader.skippedDocuments()).isEqualTo(1);
        }
        try (ReadOnlyStore store = ReadOnlyStore.open(damaged)) {
            assertThat(JournalStoreTest.readNumbers(store.reader("readings", 60))
                            .get(0))
                    .isEqualTo(60 * ROWS);
            assertThat(JournalStoreTest.readNumbers(store.reader("readings", 49))
                            .get(0))
                    .isEqualTo(50 * ROWS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "10000000", "ffffff3f", "00000800"})
    void shouldFindWhatWasPromisedBehindADamagedFrame(String frame) throws IOException {
        damage(50, -4, HexFormat.of().parseHex(frame));
        List<Long> expected = JournalStoreTest.numbers(0, 49 * ROWS);
        expected.addAll(JournalStoreTest.numbers(50 * ROWS, DOCUMENTS * ROWS));
        assertThat(reopen()).isEqualTo(expected);
    }

    @Test
    void shouldFindWhatWasPromisedBehindALostPage() throws IOException {
        damage(50, -4, new byte[4096]);
        assertThat(reopen())
                .startsWith(0L, 1L, 2L)
                .contains(49L * ROWS - 1)
                .contains(70L * ROWS)
                .endsWith(DOCUMENTS * ROWS - 1L)
                .isSorted();
    }

    @Test
    void shouldSurviveATruncatedFile() throws IOException {
        int at = find(Files.readAllBytes(queueFile()), 150) + 100;
        try (RandomAccessFile file = new RandomAccessFile(queueFile().toFile(), "rw")) {
            file.setLength(at);
        }
        assertThat(reopen()).isEqualTo(JournalStoreTest.numbers(0, 149 * ROWS));
    }

    @Test
    void shouldSurviveGarbageInTheTail() throws IOException {
        byte[] garbage = new byte[20_000];
        new Random(5).nextBytes(garbage);
        damage(150, -4, garbage);
        assertThat(reopen()).isEqualTo(JournalStoreTest.numbers(0, 149 * ROWS));
    }

    @Test
    void shouldSurviveAFlippedLength() throws IOException {
        for (byte[] length : new byte[][] {{-1, -1, -1, 0x3f}, {0, 0, 8, 0}, {0, 0, 0, 0x10}, {1, 0, 0, 0}}) {
            copy(original, damaged);
            reopenable();
            damage(150, -4, length);
            assertThat(reopen()).startsWith(0L, 1L, 2L).isSorted().hasSizeGreaterThanOrEqualTo(149 * ROWS);
        }
    }

    private void reopenable() throws IOException {
        io.weir.storage.file.Directories.delete(damaged.resolve("journals"));
        copy(original, damaged);
        writeOpenManifest(damaged.resolve("journals/readings/manifest"));
    }

    /** That of one open generation, in the words of the format. */
    static void writeOpenManifest(Path manifest) throws IOException {
        String body = "weir-manifest 2\ndeleted_through 0\ngeneration 1 base 0 open\n";
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Files.writeString(manifest, body + "crc32c " + Long.toHexString(crc.getValue()) + "\n");
    }

    @Test
    void shouldReadAndStartAtOnceWithoutChroniclesTable() throws IOException {
        Path table = queueFile().resolveSibling("metadata.cq4t");
        byte[] sound = Files.readAllBytes(table);
        byte[][] tables = {new byte[sound.length], new byte[0], java.util.Arrays.copyOf(sound, 100), {1, 2, 3}, null};
        for (byte[] bytes : tables) {
            reopenable();
            if (bytes == null) {
                Files.delete(table);
            } else {
                Files.write(table, bytes);
            }
            long start = System.nanoTime();
            try (ReadOnlyStore store = ReadOnlyStore.open(damaged)) {
                assertThat(JournalStoreTest.readNumbers(store.reader("readings", 0)))
                        .isEqualTo(JournalStoreTest.numbers(0, DOCUMENTS * ROWS));
            }
            assertThat(reopen()).isEqualTo(JournalStoreTest.numbers(0, DOCUMENTS * ROWS));
            assertThat(System.nanoTime() - start)
                    .isLessThan(java.time.Duration.ofSeconds(8).toNanos());
        }
    }

    @Test
    void shouldStartAndCountWhatAMissingFileHeld() throws IOException {
        Files.delete(queueFile());
        assertThat(reopen()).isEmpty();
    }

    @Test
    void shouldPutItselfTogetherWithoutItsManifest() throws IOException {
        Path manifest = damaged.resolve("journals/readings/manifest");
        Files.writeString(manifest, Files.readString(manifest).replace("base 0", "base 1"));
        assertThat(reopen()).isEqualTo(JournalStoreTest.numbers(0, DOCUMENTS * ROWS));
        Files.delete(manifest);
        assertThat(JournalStoreTest.numbers(0, (DOCUMENTS + 1) * ROWS)).isEqualTo(reopen());
    }

    /** More with {@code -Dweir.damage.seeds=1000}. */
    @Test
    void shouldNeverServeAWrongRowWhateverByteIsDamaged() throws IOException {
        Path file = queueFile();
        byte[] sound = Files.readAllBytes(file);
        int end = find(sound, DOCUMENTS) + 400;
        for (long seed = 0, seeds = Integer.getInteger("weir.damage.seeds", 60); seed < seeds; seed++) {
            Random random = new Random(seed);
            byte[] bytes = sound.clone();
            // Half of the seeds damage Chronicle's own structures at the start of the file.
            int at = seed % 2 == 0 ? random.nextInt(70_000) : random.nextInt(end);
            for (int i = 0, n = 1 + random.nextInt(8); i < n && at + i < bytes.length; i++) {
                bytes[at + i] = (byte) random.nextInt();
            }
            reopenable();
            Files.write(file, bytes);
            try (ReadOnlyStore store = ReadOnlyStore.open(damaged)) {
                check(JournalStoreTest.readNumbers(store.reader("readings", 0)), seed, at);
            }
            if (seed % 4 == 0) {
                check(reopen(), seed, at);
            }
        }
    }

    private static void check(List<Long> rows, long seed, int at) {
        assertThat(rows).as("seed %d, byte %d", seed, at).isSorted().doesNotHaveDuplicates();
        assertThat(rows).allMatch(row -> row >= 0 && row < DOCUMENTS * ROWS);
    }
}
