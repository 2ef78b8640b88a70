package io.weir.storage.document;

import static io.weir.storage.document.LittleEndian.putInt;
import static io.weir.storage.document.LittleEndian.putLong;
import static io.weir.storage.document.LittleEndian.putShort;

import io.weir.model.Dictionary;
import io.weir.model.Partitions;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Hot path. Writes a {@link RowBatch} as a ROWS document into an array of its own that is reused. Allocates nothing per
 * row. The body, behind the {@linkplain DocumentHeader header}:
 *
 * <pre>
 *   partitions  parts times:  | name length 2 | flags 2 (1: idle, 2: joined) | next offset 8 | name, UTF-8 |
 *   runs        | count 4 | count times: | partition 2 | rows 2 |
 *   dictionary  words times:  | length 4 |   then all entries back to back
 *   columns     time, arrival, key, then | field count 2 | the fields in schema order; see {@link ColumnEncoder}
 * </pre>
 *
 * Without rows there are no columns, and the count of fields is 0. Not thread-safe.
 */
public final class RowsEncoder {
    private static final int MAX_CACHED_NAMES = 4096;
    private static final int MAX_NAME_BYTES = 0xffff;

    private final DocumentHeader header = new DocumentHeader();
    private final Map<String, byte[]> names = new HashMap<>();
    private byte[] bytes = new byte[64 * 1024];

    /** The document is in here after {@link #encode}, from index 0 on. */
    public byte[] bytes() {
        return bytes;
    }

    /** The header of the document that {@link #encode} wrote. */
    public DocumentHeader header() {
        return header;
    }

    /** Encodes a batch that depends on no other journal. */
    public int encode(RowBatch batch, long schemaId, long sequence, long durable) {
        return encode(batch, schemaId, sequence, durable, 0, 0);
    }

    /**
     * Encodes the batch.
     *
     * @param schemaId the id of the batch's schema
     * @param durable see {@link DocumentHeader}
     * @param depends see {@link DocumentHeader}
     * @param ran see {@link DocumentHeader}
     * @return how many bytes the document has; the caller must not append more than
     *     {@link DocumentHeader#MAX_DOCUMENT_BYTES}
     * @throws IllegalArgumentException if a partition's name has more than 65,535 bytes, the batch more than 65,536
     *     partitions, or a row a key or partition that the batch does not have
     */
    public int encode(RowBatch batch, long schemaId, long sequence, long durable, long depends, long ran) {
        reserve(bound(batch));
        int rows = batch.rowCount();
        header.clear();
        header.kind = DocumentKind.ROWS;
        header.sequence = sequence;
        header.durable = durable;
        header.depends = depends;
        header.ran = ran;
        header.schemaId = schemaId;
        header.watermarkAdvance = batch.watermarkAdvance();
        header.rows = rows;
        header.partitions = batch.partitions().size();
        header.words = batch.dictionary().size();
        header.wordBytes = batch.dictionary().byteLength();
        noteTimes(batch.times(), batch.arrivals(), rows);

        int pos = partitions(batch.partitions(), DocumentHeader.BYTES);
        pos = runs(batch.partitionOf(), rows, header.partitions, pos);
        pos = dictionary(batch.dictionary(), pos);
        if (rows > 0) {
            pos = columns(batch, rows, pos);
        } else {
            putShort(bytes, pos, 0);
            pos += 2;
        }
        header.length = pos;
        header.write(bytes);
        return pos;
    }

    private void noteTimes(long[] times, long[] arrivals, int rows) {
        long minTime = Long.MAX_VALUE;
        long maxTime = Long.MIN_VALUE;
        long minArrival = Long.MAX_VALUE;
        long maxArrival = Long.MIN_VALUE;
        for (int row = 0; row < rows; row++) {
            minTime = Math.min(minTime, times[row]);
            maxTime = Math.max(maxTime, times[row]);
            minArrival = Math.min(minArrival, arrivals[row]);
            maxArrival = Math.max(maxArrival, arrivals[row]);
        }
        header.minTime = minTime;
        header.maxTime = maxTime;
        header.minArrival = minArrival;
        header.maxArrival = maxArrival;
    }

    private int partitions(Partitions partitions, int at) {
        int pos = at;
        for (int i = 0; i < partitions.size(); i++) {
            byte[] name = utf8(partitions.name(i));
            putShort(bytes, pos, name.length);
            putShort(bytes, pos + 2, (partitions.isIdle(i) ? 1 : 0) | (partitions.isJoined(i) ? 2 : 0));
            putLong(bytes, pos + 4, partitions.nextOffset(i));
            System.arraycopy(name, 0, bytes, pos + 12, name.length);
            pos += 12 + name.length;
        }
        return pos;
    }

    private int runs(int[] partitionOf, int rows, int partitions, int at) {
        int pos = at + 4;
        int count = 0;
        int start = 0;
        for (int row = 1; row <= rows; row++) {
            if (row == rows || partitionOf[row] != partitionOf[start]) {
                requireIndex(partitionOf[start], partitions, "partition");
                putShort(bytes, pos, partitionOf[start]);
                putShort(bytes, pos + 2, row - start);
                pos += 4;
                count++;
                start = row;
            }
        }
        putInt(bytes, at, count);
        return pos;
    }

    private int dictionary(Dictionary dictionary, int at) {
        int words = dictionary.size();
        for (int id = 0; id < words; id++) {
            putInt(bytes, at + (id << 2), dictionary.length(id));
        }
        int pos = at + (words << 2);
        System.arraycopy(dictionary.bytes(), 0, bytes, pos, dictionary.byteLength());
        return pos + dictionary.byteLength();
    }

    private static void requireIndex(int index, int size, String what) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(
                    "a row has " + what + " " + index + " where the batch has " + size + " entries");
        }
    }

    private int columns(RowBatch batch, int rows, int at) {
        int[] keys = batch.keys();
        for (int row = 0; row < rows; row++) {
            requireIndex(keys[row], header.words, "key");
        }
        int pos = ColumnEncoder.longs(bytes, at, batch.times(), rows, (byte) 0);
        pos = ColumnEncoder.longs(bytes, pos, batch.arrivals(), rows, (byte) 0);
        pos = ColumnEncoder.ints(bytes, pos, batch.keys(), rows, (byte) 0);
        putShort(bytes, pos, batch.fieldCount());
        pos += 2;
        for (int field = 0; field < batch.fieldCount(); field++) {
            byte type = batch.type(field).code();
            long[] validity = batch.validity(field);
            pos = switch (batch.type(field)) {
                case DOUBLE -> ColumnEncoder.doubles(bytes, pos, batch.doubles(field), rows, type, validity);
                case LONG, TIMESTAMP -> ColumnEncoder.longs(bytes, pos, batch.longs(field), rows, type, validity);
                case BOOL -> ColumnEncoder.bools(bytes, pos, batch.longs(field), rows, type, validity);
                case STRING -> ColumnEncoder.strings(bytes, pos, batch.strings(field), rows, type, validity);
            };
        }
        return pos;
    }

    /** The most bytes that the document can have. */
    private int bound(RowBatch batch) {
        int rows = batch.rowCount();
        Partitions partitions = batch.partitions();
        if (partitions.size() > 0x10000) {
            throw new IllegalArgumentException("a batch of " + partitions.size() + " partitions; at most 65536 fit");
        }
        int names = 0;
        for (int i = 0; i < partitions.size(); i++) {
            names += 12 + utf8(partitions.name(i)).length;
        }
        int column = ColumnEncoder.HEAD_BYTES + ColumnEncoder.bitmapBytes(rows) + rows * 8;
        return DocumentHeader.BYTES
                + names
                + 4
                + rows * 4
                + batch.dictionary().size() * 4
                + batch.dictionary().byteLength()
                + 2
                + (3 + batch.fieldCount()) * column;
    }

    private void reserve(int size) {
        if (bytes.length < size) {
            bytes = new byte[Math.max(size, bytes.length * 2)];
        }
    }

    private byte[] utf8(String name) {
        byte[] known = names.get(name);
        if (known != null) {
            return known;
        }
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "the name of a partition has " + utf8.length + " bytes, at most " + MAX_NAME_BYTES + " fit");
        }
        if (names.size() == MAX_CACHED_NAMES) {
            names.clear();
        }
        names.put(name, utf8);
        return utf8;
    }
}
