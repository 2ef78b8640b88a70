package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTest {
    @TempDir
    Path dir;

    private Path data;

    @BeforeEach
    void recordAJournal() {
        data = dir.resolve("data");
        StoreOptions options = new StoreOptions(150_000, Duration.ofMinutes(1));
        RowBatch batch = Stores.batch();
        try (JournalStore store = JournalStore.open(data, Stores.group(), Forcer.DISK, options)) {
            Journal journal = store.journal("readings");
            for (int i = 0; i < 100; i++) {
                journal.append(Batches.counting(batch, i * 100L, 100));
                if (i % 5 == 4) {
                    Stores.awaitDurable(store, journal);
                }
            }
        }
    }

    private VerifyReport verify() {
        return Verify.journal(data, "readings", (done, total) -> {});
    }

    private Path file(int generation) {
        return data.resolve("journals/readings/g000000000" + generation + "/20000101-00F.cq4");
    }

    private void damage(int generation, int document, int offset, byte[] with) throws IOException {
        int at = DamageTest.find(Files.readAllBytes(file(generation)), document) + offset;
        try (RandomAccessFile file = new RandomAccessFile(file(generation).toFile(), "rw")) {
            file.seek(at);
            file.write(with);
        }
    }

    @Test
    void shouldFindNothingInASoundJournalAndSayHowFarItIs() {
        AtomicLong last = new AtomicLong();
        VerifyReport report = Verify.journal(data, "readings", (done, total) -> {
            assertThat(done).isBetween(last.get(), total);
            last.set(done);
        });
        assertThat(report.sound()).as("%s", report).isTrue();
        assertThat(report.rows()).isEqualTo(10_000);
        assertThat(report.lastSequence()).isEqualTo(100);
        assertThat(report.generations()).isGreaterThan(3);
        assertThat(report.bytes()).isEqualTo(last.get()).isPositive();
    }

    @Test
    void shouldNameADamagedDocumentByPositionGenerationAndByte() throws IOException {
        damage(2, 3, 150, new byte[] {1, 2, 3});
        VerifyReport report = verify();
        assertThat(report.damaged()).isEqualTo(1);
        assertThat(report.rows()).isEqualTo(9_900);
        assertThat(report.damages()).hasSize(1);
        VerifyReport.Damage damage = report.damages().get(0);
        assertThat(damage.generation()).isEqualTo("g0000000002");
        assertThat(damage.problem()).matches("document \\d+ is damaged: its CRC32C is .*");
        assertThat(damage.offset()).isPositive();
        assertThat(Verify.repair(data, "readings")).isEmpty();
        assertThat(verify()).isEqualTo(report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "10000000", "00010000", "ffffff3f", "00000800", "010000c0"})
    void shouldMissOnlyTheDocumentWhoseFrameIsDamaged(String frame) throws IOException {
        damage(2, 3, -4, HexFormat.of().parseHex(frame));
        VerifyReport report = verify();
        assertThat(report.damaged()).isEqualTo(1);
        assertThat(report.rows()).isEqualTo(9_900);
        assertThat(report.damages()).hasSize(1);
        assertThat(report.damages().get(0).problem())
                .matches("(document \\d+ is damaged: .*)|(1 documents up to sequence \\d+ are missing)");
        try (ReadOnlyStore store = ReadOnlyStore.open(data);
                JournalReader reader = store.reader("readings", 0)) {
            assertThat(JournalStoreTest.readNumbers(reader)).hasSize(9_900).isSorted();
            assertThat(reader.skippedDocuments()).isEqualTo(1);
        }
        try (ReadOnlyStore store = ReadOnlyStore.open(data);
                JournalReader reader = store.reader("readings", 90)) {
            assertThat(JournalStoreTest.readNumbers(reader)).isEqualTo(JournalStoreTest.numbers(9_000, 10_000));
        }
    }

    @Test
    void shouldReportAMissingFileAndAMissingGeneration() throws IOException {
        Files.delete(file(2));
        io.weir.storage.file.Directories.delete(file(4).getParent());
        VerifyReport report = verify();
        assertThat(report.damaged() * 100 + report.rows()).isEqualTo(10_000);
        assertThat(report.damages()).anyMatch(damage -> damage.generation().equals("g0000000002"));
        assertThat(report.damages()).anyMatch(damage -> damage.generation().equals("g0000000004"));
    }

    @Test
    void shouldCutATornTailAndLeaveEveryGoodDocument() throws IOException {
        Path manifest = data.resolve("journals/readings/manifest");
        DamageTest.writeOpenManifest(manifest);
        long inFirst = 10;
        damage(1, (int) inFirst, 150, new byte[] {1, 2, 3});
        assertThat(verify().sound()).isFalse();
        byte[] before = Files.readAllBytes(file(1));
        assertThat(Verify.repair(data, "readings")).hasSize(1);
        assertThat(Files.readAllBytes(file(1))).isEqualTo(before);
        long rows = verify().rows();
        assertThat(rows).isGreaterThanOrEqualTo((inFirst - 1) * 100);
    }

    @Test
    void shouldNotRepairUnderARunningAppliance() {
        try (JournalStore store = JournalStore.open(data, Stores.group())) {
            assertThat(verify().sound()).isTrue();
            assertThatThrownBy(() -> Verify.repair(data, "readings"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("is in use");
            assertThat(store.journal("readings").appended()).isEqualTo(100);
        }
    }
}
