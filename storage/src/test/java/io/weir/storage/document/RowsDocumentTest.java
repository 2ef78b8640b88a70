package io.weir.storage.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowsDocumentTest {
    private final RowsEncoder encoder = new RowsEncoder();
    private final RowsDecoder decoder = new RowsDecoder();
    private final DocumentHeader header = new DocumentHeader();
    private final RowBatch batch = new RowBatch(Batches.ALL_TYPES, 256);
    private final RowBatch decoded = new RowBatch(Batches.ALL_TYPES, 1);

    @Test
    void shouldDecodeWhatItHasEncoded() throws DocumentException {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Batches.fill(batch, random, random.nextInt(300));
            int length = encoder.encode(batch, Batches.ALL_TYPES.id(), seed + 1, seed);
            header.read(encoder.bytes(), length);
            decoder.decode(encoder.bytes(), header, decoded);
            assertThat(header.sequence()).as("seed %d", seed).isEqualTo(seed + 1);
            assertThat(header.durable()).isEqualTo(seed);
            assertThat(header.schemaId()).isEqualTo(Batches.ALL_TYPES.id());
            assertThat(decoded.sequence()).isEqualTo(seed + 1);
            Batches.assertSame(decoded, batch);
        }
    }

    @Test
    void shouldCarryAFullBatch() throws DocumentException {
        Batches.fill(batch, new Random(1), RowBatch.MAX_ROWS);
        int length = encoder.encode(batch, 1, 1, 0);
        header.read(encoder.bytes(), length);
        decoder.decode(encoder.bytes(), header, decoded);
        Batches.assertSame(decoded, batch);
    }

    @Test
    void shouldTellTheTimesOfItsRows() throws DocumentException {
        Batches.counting(batch, 10, 100);
        header.read(encoder.bytes(), encoder.encode(batch, 1, 1, 0));
        assertThat(header.minTime()).isEqualTo(Batches.timeOf(10));
        assertThat(header.maxTime()).isEqualTo(Batches.timeOf(109));
        assertThat(header.minArrival()).isEqualTo(Batches.timeOf(10) + 5);
        assertThat(header.maxArrival()).isEqualTo(Batches.timeOf(109) + 5);
    }

    @Test
    void shouldCarryMarksWithoutRows() throws DocumentException {
        batch.clear();
        batch.partitions().setIdle(batch.partitions().intern("plant"), true);
        batch.setWatermarkAdvance(42);
        header.read(encoder.bytes(), encoder.encode(batch, 1, 1, 0));
        decoder.decode(encoder.bytes(), header, decoded);
        Batches.assertSame(decoded, batch);
        assertThat(header.maxTime()).isEqualTo(EventTime.MIN);
    }

    @Test
    void shouldRefuseARowWithoutKeyOrPartition() {
        batch.clear();
        batch.startRow(1, 1, 0, 0);
        batch.commitRow();
        assertThatThrownBy(() -> encoder.encode(batch, 1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row has partition 0 where the batch has 0 entries");
    }

    @Test
    void shouldAllocateNothing() throws DocumentException {
        Batches.fill(batch, new Random(7), 256);
        decoded.ensureCapacity(256);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 2_000; i++) {
            roundTrip();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 2_000; i++) {
            roundTrip();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("bytes for 2,000 documents of 256 rows").isLessThan(10_000);
    }

    private void roundTrip() throws DocumentException {
        header.read(encoder.bytes(), encoder.encode(batch, 1, 1, 0));
        decoder.decode(encoder.bytes(), header, decoded);
    }

    @Test
    void shouldNeverServeADocumentWithAFlippedBit() {
        Batches.fill(batch, new Random(3), 40);
        int length = encoder.encode(batch, 1, 1, 0);
        byte[] document = Arrays.copyOf(encoder.bytes(), length);
        for (int bit = 0; bit < length * 8; bit++) {
            document[bit >> 3] ^= (byte) (1 << (bit & 7));
            int flipped = bit;
            assertThatThrownBy(() -> header.read(document, length))
                    .as("bit %d", flipped)
                    .isInstanceOf(DocumentException.class);
            document[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
    }

    @Test
    void shouldNeverServeATruncatedDocument() {
        Batches.fill(batch, new Random(3), 40);
        int length = encoder.encode(batch, 1, 1, 0);
        for (int shorter = 0; shorter < length; shorter++) {
            int size = shorter;
            assertThatThrownBy(() -> header.read(encoder.bytes(), size)).isInstanceOf(DocumentException.class);
        }
    }

    /** What a checksum cannot catch: nonsense that was written as such. Nothing may break but the document. */
    @Test
    void shouldSurviveAnyNonsenseUnderASoundChecksum() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int refused = 0;
        for (long seed = 0; seed < 60_000; seed++) {
            Random random = new Random(seed);
            if (seed % 50 == 0) {
                Batches.fill(batch, random, random.nextInt(100));
            }
            int length = encoder.encode(batch, 1, 1, 0);
            byte[] document = encoder.bytes();
            int flips = 1 + random.nextInt(3);
            for (int i = 0; i < flips; i++) {
                int at = 16 + random.nextInt(length - 16);
                document[at] =
                        random.nextBoolean() ? (byte) random.nextInt() : (byte) (random.nextBoolean() ? -1 : 127);
            }
            repair(document, length);
            try {
                decoded.clear();
                header.read(document, length);
                decoder.decode(document, header, decoded);
                readEverything(decoded);
            } catch (DocumentException e) {
                assertThat(decoded.rowCount()).isZero();
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(refused).isPositive();
        assertThat(decoded.capacity()).isLessThanOrEqualTo(RowBatch.MAX_ROWS);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4L << 30);
    }

    private static void readEverything(RowBatch read) {
        for (int row = 0; row < read.rowCount(); row++) {
            assertThat(Batches.row(read, row)).isNotEmpty();
            assertThat(read.partitions().name(read.partitionOf()[row])).isNotNull();
        }
    }

    private static void repair(byte[] document, int length) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(document, 0, 12);
        crc.update(document, 16, length - 16);
        LittleEndian.putInt(document, 12, (int) crc.getValue());
    }
}
