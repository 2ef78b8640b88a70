package io.weir.storage.document;

import static io.weir.storage.document.LittleEndian.getInt;
import static io.weir.storage.document.LittleEndian.getLong;
import static io.weir.storage.document.LittleEndian.getShort;

import io.weir.model.Dictionary;
import io.weir.model.Partitions;
import io.weir.model.RowBatch;
import java.util.Arrays;

/**
 * Hot path. Reads a ROWS document, whose layout {@link RowsEncoder} draws, into a batch that is reused. Allocates nothing
 * once the batch has grown. Believes no count or length before it has compared it with what is there. Not thread-safe.
 */
public final class RowsDecoder {
    private final DocumentBody body = new DocumentBody();
    private final ColumnDecoder columns = new ColumnDecoder(body);
    private final NameCache names = new NameCache();
    private int[] lengths = new int[64];

    /**
     * Fills the batch from a document.
     *
     * @param document what the header was {@linkplain DocumentHeader#read read} from
     * @param batch of the schema that the header names; its capacity grows as needed
     * @throws DocumentException if the document makes no sense in spite of its checksum; the batch is then empty
     */
    public void decode(byte[] document, DocumentHeader header, RowBatch batch) throws DocumentException {
        boolean whole = false;
        batch.clear();
        try {
            body.reset(document, header.length);
            partitions(header.partitions, batch.partitions());
            runs(header.rows, header.partitions, batch);
            dictionary(header.words, header.wordBytes, batch.dictionary());
            columns(header.rows, header.words, batch);
            body.expectEnd();
            batch.setRowCount(header.rows);
            batch.setWatermarkAdvance(header.watermarkAdvance);
            batch.setSequence(header.sequence);
            whole = true;
        } finally {
            if (!whole) {
                batch.clear();
            }
        }
    }

    /**
     * Reads the partitions only.
     *
     * @throws DocumentException as {@link #decode}
     */
    public void decodePartitions(byte[] document, DocumentHeader header, Partitions into) throws DocumentException {
        into.clear();
        body.reset(document, header.length);
        partitions(header.partitions, into);
    }

    private void partitions(int count, Partitions into) throws DocumentException {
        DocumentBody.check((long) count * 12 <= body.remaining(), "its partition count", count);
        for (int i = 0; i < count; i++) {
            int at = body.take(12, "a partition");
            byte[] bytes = body.bytes();
            String name = body.takeText(getShort(bytes, at), names, "the name of a partition");
            if (into.intern(name) != i) {
                throw new DocumentException("partition " + name + " is there twice");
            }
            into.setIdle(i, (getShort(bytes, at + 2) & 1) != 0);
            into.setJoined(i, (getShort(bytes, at + 2) & 2) != 0);
            into.setNextOffset(i, getLong(bytes, at + 4));
        }
    }

    private void runs(int rows, int partitions, RowBatch batch) throws DocumentException {
        int count = body.takeInt("the number of runs");
        DocumentBody.check(count >= 0 && count <= rows, "the number of runs", count);
        int at = body.take((long) count << 2, "runs");
        if (rows > batch.capacity()) {
            batch.ensureCapacity(Math.min(RowBatch.MAX_ROWS, Integer.highestOneBit(rows - 1) << 1));
        }
        int[] into = batch.partitionOf();
        int row = 0;
        for (int run = 0; run < count; run++, at += 4) {
            int partition = getShort(body.bytes(), at);
            int length = getShort(body.bytes(), at + 2);
            DocumentBody.check(partition < partitions, "the partition of a run", partition);
            DocumentBody.check(length > 0 && length <= rows - row, "the length of a run", length);
            Arrays.fill(into, row, row + length, partition);
            row += length;
        }
        DocumentBody.check(row == rows, "the number of rows in runs", row);
    }

    private void dictionary(int words, int wordBytes, Dictionary into) throws DocumentException {
        int lengthsAt = body.take((long) words << 2, "the dictionary");
        int at = body.take(wordBytes, "the dictionary's texts");
        if (lengths.length < words) {
            lengths = new int[Math.max(words, lengths.length * 2)];
        }
        byte[] bytes = body.bytes();
        long total = 0;
        for (int id = 0; id < words; id++) {
            int length = getInt(bytes, lengthsAt + (id << 2));
            DocumentBody.check(length >= 0, "the length of a dictionary entry", length);
            lengths[id] = length;
            total += length;
        }
        DocumentBody.check(total == wordBytes, "the length of all dictionary entries", total);
        into.load(bytes, at, lengths, words);
    }

    private void columns(int rows, int words, RowBatch batch) throws DocumentException {
        if (rows == 0) {
            int fields = body.takeShort("the number of fields");
            DocumentBody.check(fields == 0, "the number of fields without rows", fields);
            return;
        }
        columns.longs(batch.times(), rows);
        columns.longs(batch.arrivals(), rows);
        columns.ints(batch.keys(), rows, words);
        int fields = body.takeShort("the number of fields");
        DocumentBody.check(fields == batch.fieldCount(), "the number of fields", fields);
        for (int field = 0; field < fields; field++) {
            byte type = batch.type(field).code();
            long[] validity = batch.validity(field);
            switch (batch.type(field)) {
                case DOUBLE -> columns.doubles(batch.doubles(field), rows, type, validity);
                case LONG, TIMESTAMP -> columns.longs(batch.longs(field), rows, type, validity);
                case BOOL -> columns.bools(batch.longs(field), rows, type, validity);
                case STRING -> columns.strings(batch.strings(field), rows, type, validity, words);
            }
        }
    }
}
