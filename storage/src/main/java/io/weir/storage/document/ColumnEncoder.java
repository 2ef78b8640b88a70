package io.weir.storage.document;

import static io.weir.storage.document.LittleEndian.putDouble;
import static io.weir.storage.document.LittleEndian.putInt;
import static io.weir.storage.document.LittleEndian.putLong;

/**
 * Hot path. Writes columns, each behind four bytes that say how:
 *
 * <pre>
 *   +--------+--------+------+---+----------------------+------------------------+
 *   |encoding|validity| type | 0 | bitmap, if validity=1| values                 |
 *   +--------+--------+------+---+----------------------+------------------------+
 *   encoding 0 raw       one value a row: 8 bytes (double, long, timestamp), 4 (string, key) or 1 (bool)
 *            1 constant  one value for all rows
 *            2 all null  nothing follows
 *   validity 0 no row is null
 *            1 one bit a row in 64-bit words, row 0 in the lowest bit of the first; a set bit means: not null
 *   type     the code of the field's type; 0 for the columns that every row has
 * </pre>
 *
 * Every method takes where to write and returns where it ended. The array must be large enough.
 */
final class ColumnEncoder {
    static final byte RAW = 0;
    static final byte CONSTANT = 1;
    static final byte ALL_NULL = 2;

    static final int HEAD_BYTES = 4;

    private ColumnEncoder() {}

    /** How many bytes a bitmap of {@code rows} rows has. */
    static int bitmapBytes(int rows) {
        return ((rows + 63) >>> 6) << 3;
    }

    /** The bits of the last bitmap word that belong to rows; {@code rows} must not be 0. */
    static long lastWordMask(int rows) {
        return -1L >>> (-rows & 63);
    }

    static int longs(byte[] out, int at, long[] values, int rows, byte type) {
        boolean constant = true;
        long first = values[0];
        for (int row = 1; row < rows && constant; row++) {
            constant = values[row] == first;
        }
        int pos = head(out, at, constant, false, type);
        return longValues(out, pos, values, constant ? 1 : rows);
    }

    static int ints(byte[] out, int at, int[] values, int rows, byte type) {
        boolean constant = isConstant(values, rows);
        int pos = head(out, at, constant, false, type);
        return intValues(out, pos, values, constant ? 1 : rows);
    }

    static int longs(byte[] out, int at, long[] values, int rows, byte type, long[] validity) {
        int valid = countValid(validity, rows);
        if (valid == 0) {
            return allNull(out, at, type);
        }
        boolean constant = true;
        long first = values[0];
        for (int row = 1; row < rows && constant; row++) {
            constant = values[row] == first;
        }
        int pos = head(out, at, constant, valid < rows, type);
        if (valid < rows) {
            pos = bitmap(out, pos, validity, rows);
        }
        return longValues(out, pos, values, constant ? 1 : rows);
    }

    static int doubles(byte[] out, int at, double[] values, int rows, byte type, long[] validity) {
        int valid = countValid(validity, rows);
        if (valid == 0) {
            return allNull(out, at, type);
        }
        boolean constant = true;
        long first = Double.doubleToRawLongBits(values[0]);
        for (int row = 1; row < rows && constant; row++) {
            constant = Double.doubleToRawLongBits(values[row]) == first;
        }
        int pos = head(out, at, constant, valid < rows, type);
        if (valid < rows) {
            pos = bitmap(out, pos, validity, rows);
        }
        int count = constant ? 1 : rows;
        for (int row = 0; row < count; row++) {
            putDouble(out, pos + (row << 3), values[row]);
        }
        return pos + (count << 3);
    }

    static int strings(byte[] out, int at, int[] values, int rows, byte type, long[] validity) {
        int valid = countValid(validity, rows);
        if (valid == 0) {
            return allNull(out, at, type);
        }
        boolean constant = isConstant(values, rows);
        int pos = head(out, at, constant, valid < rows, type);
        if (valid < rows) {
            pos = bitmap(out, pos, validity, rows);
        }
        return intValues(out, pos, values, constant ? 1 : rows);
    }

    static int bools(byte[] out, int at, long[] values, int rows, byte type, long[] validity) {
        int valid = countValid(validity, rows);
        if (valid == 0) {
            return allNull(out, at, type);
        }
        boolean constant = true;
        for (int row = 1; row < rows && constant; row++) {
            constant = values[row] == values[0];
        }
        int pos = head(out, at, constant, valid < rows, type);
        if (valid < rows) {
            pos = bitmap(out, pos, validity, rows);
        }
        int count = constant ? 1 : rows;
        for (int row = 0; row < count; row++) {
            out[pos + row] = (byte) values[row];
        }
        return pos + count;
    }

    private static boolean isConstant(int[] values, int rows) {
        int first = values[0];
        for (int row = 1; row < rows; row++) {
            if (values[row] != first) {
                return false;
            }
        }
        return true;
    }

    private static int longValues(byte[] out, int at, long[] values, int count) {
        for (int row = 0; row < count; row++) {
            putLong(out, at + (row << 3), values[row]);
        }
        return at + (count << 3);
    }

    private static int intValues(byte[] out, int at, int[] values, int count) {
        for (int row = 0; row < count; row++) {
            putInt(out, at + (row << 2), values[row]);
        }
        return at + (count << 2);
    }

    private static int countValid(long[] validity, int rows) {
        int last = ((rows + 63) >>> 6) - 1;
        int count = Long.bitCount(validity[last] & lastWordMask(rows));
        for (int word = 0; word < last; word++) {
            count += Long.bitCount(validity[word]);
        }
        return count;
    }

    private static int bitmap(byte[] out, int at, long[] validity, int rows) {
        int last = ((rows + 63) >>> 6) - 1;
        for (int word = 0; word < last; word++) {
            putLong(out, at + (word << 3), validity[word]);
        }
        putLong(out, at + (last << 3), validity[last] & lastWordMask(rows));
        return at + ((last + 1) << 3);
    }

    private static int allNull(byte[] out, int at, byte type) {
        return head(out, at, ALL_NULL, (byte) 0, type);
    }

    private static int head(byte[] out, int at, boolean constant, boolean bitmap, byte type) {
        return head(out, at, constant ? CONSTANT : RAW, (byte) (bitmap ? 1 : 0), type);
    }

    private static int head(byte[] out, int at, byte encoding, byte validity, byte type) {
        out[at] = encoding;
        out[at + 1] = validity;
        out[at + 2] = type;
        out[at + 3] = 0;
        return at + HEAD_BYTES;
    }
}
