package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import io.weir.storage.document.DocumentHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single bits flipped in every region of a sealed generation, Chronicle's own structures among them. That the JVM of this
 * test survives is part of it: a damaged length that is followed is a fault in native memory.
 */
class FlippedBitsTest {
    private static final int DOCUMENTS = 60;
    private static final int ROWS = 10;
    /** In each region; more with {@code -Dweir.flips=200}. */
    private static final int FLIPS = Integer.getInteger("weir.flips", 8);

    @TempDir
    Path dir;

    private Path generation;
    private byte[] sound;

    @BeforeEach
    void recordAJournal() throws IOException {
        RowBatch batch = Stores.batch();
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            Journal journal = store.journal("readings");
            for (int i = 0; i < DOCUMENTS; i++) {
                journal.append(Batches.counting(batch, (long) i * ROWS, ROWS));
            }
        }
        generation = dir.resolve("journals/readings/g0000000001");
        sound = Files.readAllBytes(generation.resolve("20000101-00F.cq4"));
    }

    /** Name of a region to where it begins and ends in the file. */
    private Map<String, int[]> regions() {
        int first = DamageTest.find(sound, 1);
        int middle = DamageTest.find(sound, DOCUMENTS / 2);
        int last = DamageTest.find(sound, DOCUMENTS);
        int head = head();
        Map<String, int[]> regions = new LinkedHashMap<>();
        regions.put("length of the file's header", new int[] {0, 4});
        regions.put("file's header", new int[] {4, 256});
        regions.put("index of the index, and pages of it", new int[] {256, head - 4});
        regions.put("length of the head's first document", new int[] {head - 4, head});
        regions.put("head documents", new int[] {head, first - 4});
        regions.put("length of the first document", new int[] {first - 4, first});
        regions.put("length of a document", new int[] {middle - 4, middle});
        regions.put("header of a document", new int[] {middle, middle + DocumentHeader.BYTES});
        regions.put("body of a document", new int[] {middle + DocumentHeader.BYTES, middle + 400});
        regions.put("length of the last document", new int[] {last - 4, last});
        regions.put("header of the last document", new int[] {last, last + DocumentHeader.BYTES});
        regions.put("behind the last document", new int[] {last + 700, last + 900});
        return regions;
    }

    /** Where the first of Weir's documents begins. */
    private int head() {
        for (int at = 0; ; at += 4) {
            if (sound[at] == 'W' && sound[at + 1] == 'E' && sound[at + 2] == 'I' && sound[at + 3] == 'R') {
                return at;
            }
        }
    }

    @Test
    void shouldServeNoWrongRowAndSayWhereAnyIsMissingWhateverBitIsFlipped() throws IOException {
        long seed = Long.getLong("weir.flips.seed", System.nanoTime());
        System.out.println("-Dweir.flips.seed=" + seed);
        Random random = new Random(seed);
        List<Long> all = JournalStoreTest.numbers(0, DOCUMENTS * ROWS);
        for (Map.Entry<String, int[]> region : regions().entrySet()) {
            int from = region.getValue()[0];
            int to = region.getValue()[1];
            for (int flip = 0; flip < FLIPS; flip++) {
                int bit = random.nextInt((to - from) * 8);
                check(region.getKey(), from + bit / 8, 1 << (bit & 7), "20000101-00F.cq4", sound, all, seed);
            }
        }
    }

    @Test
    void shouldReadEverythingWhateverBitOfChroniclesTableIsFlipped() throws IOException {
        byte[] table = Files.readAllBytes(generation.resolve("metadata.cq4t"));
        Random random = new Random(7);
        for (int flip = 0; flip < 2 * FLIPS; flip++) {
            int at = flip < FLIPS ? random.nextInt(64) : random.nextInt(2048);
            byte[] flipped = table.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(generation.resolve("metadata.cq4t"), flipped);
            try (ReadOnlyStore store = ReadOnlyStore.open(dir)) {
                assertThat(JournalStoreTest.readNumbers(store.reader("readings", 0)))
                        .as("byte %d of the table", at)
                        .isEqualTo(JournalStoreTest.numbers(0, DOCUMENTS * ROWS));
            }
        }
    }

    private void check(String region, int at, int mask, String name, byte[] file, List<Long> all, long seed)
            throws IOException {
        byte[] flipped = file.clone();
        flipped[at] ^= (byte) mask;
        Files.write(generation.resolve(name), flipped);
        String what = region + ", byte " + at + ", mask " + mask + ", seed " + seed;
        long skipped;
        List<Long> rows;
        try (ReadOnlyStore store = ReadOnlyStore.open(dir);
                JournalReader reader = store.reader("readings", 0)) {
            rows = JournalStoreTest.readNumbers(reader);
            skipped = reader.skippedDocuments();
        }
        assertThat(all).as(what).containsAll(rows);
        assertThat(rows).as(what).isSorted().doesNotHaveDuplicates();
        assertThat(skipped * ROWS).as(what).isEqualTo(all.size() - rows.size());
        VerifyReport report = Verify.journal(dir, "readings", (done, total) -> {});
        if (rows.size() < all.size()) {
            assertThat(report.sound()).as(what).isFalse();
            assertThat(report.damages().get(0).generation()).as(what).isEqualTo("g0000000001");
            // A document is missing right behind the last sound one before it, which verify names.
            long missing = firstMissing(rows) / ROWS + 1;
            assertThat(report.damages())
                    .as(what)
                    .anySatisfy(damage -> assertThat(damage.afterSequence()).isEqualTo(missing - 1));
        }
    }

    private static long firstMissing(List<Long> rows) {
        long expected = 0;
        for (long row : rows) {
            if (row != expected) {
                break;
            }
            expected++;
        }
        return expected;
    }
}
