package io.weir.storage.document;

import static io.weir.storage.document.LittleEndian.getDouble;
import static io.weir.storage.document.LittleEndian.getInt;
import static io.weir.storage.document.LittleEndian.getLong;

import java.util.Arrays;

/**
 * Hot path. Reads the columns that {@link ColumnEncoder} writes into arrays that have room for all rows. Not
 * thread-safe.
 */
final class ColumnDecoder {
    private final DocumentBody body;
    private byte encoding;

    ColumnDecoder(DocumentBody body) {
        this.body = body;
    }

    /** A column without nulls. */
    void longs(long[] into, int rows) throws DocumentException {
        head((byte) 0);
        if (encoding == ColumnEncoder.ALL_NULL) {
            throw new DocumentException("a column that every row has is all null");
        }
        longValues(into, rows);
    }

    /** A column without nulls; every value lies in {@code [0, limit)}. */
    void ints(int[] into, int rows, int limit) throws DocumentException {
        head((byte) 0);
        if (encoding == ColumnEncoder.ALL_NULL) {
            throw new DocumentException("a column that every row has is all null");
        }
        intValues(into, rows, limit);
    }

    void longs(long[] into, int rows, byte type, long[] validity) throws DocumentException {
        if (nullable(rows, type, validity)) {
            longValues(into, rows);
        } else {
            Arrays.fill(into, 0, rows, 0);
        }
    }

    void doubles(double[] into, int rows, byte type, long[] validity) throws DocumentException {
        if (!nullable(rows, type, validity)) {
            Arrays.fill(into, 0, rows, 0);
        } else if (encoding == ColumnEncoder.CONSTANT) {
            Arrays.fill(into, 0, rows, getDouble(body.bytes(), body.take(8, "a value")));
        } else {
            int at = body.take((long) rows << 3, "a column");
            byte[] bytes = body.bytes();
            for (int row = 0; row < rows; row++) {
                into[row] = getDouble(bytes, at + (row << 3));
            }
        }
    }

    void bools(long[] into, int rows, byte type, long[] validity) throws DocumentException {
        if (!nullable(rows, type, validity)) {
            Arrays.fill(into, 0, rows, 0);
        } else if (encoding == ColumnEncoder.CONSTANT) {
            Arrays.fill(into, 0, rows, bool(body.bytes()[body.take(1, "a value")]));
        } else {
            int at = body.take(rows, "a column");
            byte[] bytes = body.bytes();
            for (int row = 0; row < rows; row++) {
                into[row] = bool(bytes[at + row]);
            }
        }
    }

    /** Ids into a dictionary of {@code words} entries; a null row has 0. */
    void strings(int[] into, int rows, byte type, long[] validity, int words) throws DocumentException {
        if (nullable(rows, type, validity)) {
            intValues(into, rows, words);
        } else {
            Arrays.fill(into, 0, rows, 0);
        }
    }

    /** Reads the head and the bitmap; false if all rows are null. */
    private boolean nullable(int rows, byte type, long[] validity) throws DocumentException {
        boolean bitmap = head(type);
        int words = (rows + 63) >>> 6;
        if (encoding == ColumnEncoder.ALL_NULL) {
            Arrays.fill(validity, 0, words, 0);
            return false;
        }
        if (bitmap) {
            int at = body.take((long) words << 3, "a bitmap");
            byte[] bytes = body.bytes();
            for (int word = 0; word < words; word++) {
                validity[word] = getLong(bytes, at + (word << 3));
            }
        } else {
            Arrays.fill(validity, 0, words, -1L);
        }
        validity[words - 1] &= ColumnEncoder.lastWordMask(rows);
        return true;
    }

    private boolean head(byte type) throws DocumentException {
        int at = body.take(ColumnEncoder.HEAD_BYTES, "a column head");
        byte[] bytes = body.bytes();
        encoding = bytes[at];
        DocumentBody.check(
                encoding >= ColumnEncoder.RAW && encoding <= ColumnEncoder.ALL_NULL, "a column's encoding", encoding);
        DocumentBody.check(bytes[at + 1] == 0 || bytes[at + 1] == 1, "a column's validity", bytes[at + 1]);
        DocumentBody.check(bytes[at + 2] == type, "the type of a column", bytes[at + 2]);
        return bytes[at + 1] == 1;
    }

    private void longValues(long[] into, int rows) throws DocumentException {
        byte[] bytes = body.bytes();
        if (encoding == ColumnEncoder.CONSTANT) {
            Arrays.fill(into, 0, rows, getLong(bytes, body.take(8, "a value")));
            return;
        }
        int at = body.take((long) rows << 3, "a column");
        for (int row = 0; row < rows; row++) {
            into[row] = getLong(bytes, at + (row << 3));
        }
    }

    private void intValues(int[] into, int rows, int limit) throws DocumentException {
        byte[] bytes = body.bytes();
        int seen = 0;
        int max = 0;
        if (encoding == ColumnEncoder.CONSTANT) {
            max = getInt(bytes, body.take(4, "a value"));
            seen = max;
            Arrays.fill(into, 0, rows, max);
        } else {
            int at = body.take((long) rows << 2, "a column");
            for (int row = 0; row < rows; row++) {
                int value = getInt(bytes, at + (row << 2));
                into[row] = value;
                seen |= value;
                max = Math.max(max, value);
            }
        }
        if (seen < 0 || max >= limit) {
            throw new DocumentException("an entry outside its dictionary of " + limit);
        }
    }

    private static long bool(byte value) throws DocumentException {
        DocumentBody.check(value == 0 || value == 1, "a bool", value);
        return value;
    }
}
