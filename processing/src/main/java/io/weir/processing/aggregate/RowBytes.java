package io.weir.processing.aggregate;

import io.weir.model.Dictionary;
import io.weir.model.EventTime;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Hot path. The values of a column of any type as bytes that are equal where the values are, and that are ordered as they are
 * if compared unsigned: a text's UTF-8, or eight bytes. Not thread-safe.
 */
final class RowBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Vector column;
    private final RowValues values;
    private final byte[] eight = new byte[Long.BYTES];

    private byte[] bytes = eight;
    private int offset;
    private int length = Long.BYTES;

    RowBytes(Vector column) {
        this.column = column;
        this.values = new RowValues(column);
    }

    void load(RowBatch batch) {
        column.load(batch);
    }

    /** Makes bytes, offset and length those of a row. Returns whether it has a value. */
    boolean seek(RowBatch batch, int row) {
        if (!Bits.isSet(column.validity(), row)) {
            return false;
        }
        if (column instanceof TextVector texts) {
            Dictionary dictionary = batch.dictionary();
            int entry = texts.entries()[row];
            bytes = dictionary.bytes();
            offset = dictionary.offset(entry);
            length = dictionary.length(entry);
        } else {
            LONG.set(eight, 0, key(row) ^ Long.MIN_VALUE);
        }
        return true;
    }

    private long key(int row) {
        // Adding 0.0 makes one of the two zeros.
        return column instanceof DoubleVector doubles ? TotalOrder.key(doubles.values()[row] + 0.0) : values.bits(row);
    }

    byte[] bytes() {
        return bytes;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** Sets a field to the value that bytes stand for. */
    static void export(FieldType type, byte[] bytes, int offset, int length, RowBatch out, int field) {
        switch (type) {
            case STRING -> {
                int entry = out.dictionary().intern(bytes, offset, length);
                if (entry != Dictionary.FULL) {
                    out.setString(field, entry);
                }
            }
            case DOUBLE -> out.setDouble(field, TotalOrder.value(key(bytes, offset)));
            case BOOL -> out.setBool(field, key(bytes, offset) != 0);
            case LONG, TIMESTAMP -> out.setLong(field, key(bytes, offset));
        }
    }

    /** The value that bytes stand for as a text. */
    static String text(FieldType type, byte[] bytes, int offset, int length) {
        return switch (type) {
            case STRING -> new String(bytes, offset, length, StandardCharsets.UTF_8);
            case DOUBLE -> Double.toString(TotalOrder.value(key(bytes, offset)));
            case BOOL -> Boolean.toString(key(bytes, offset) != 0);
            case LONG -> Long.toString(key(bytes, offset));
            case TIMESTAMP -> EventTime.format(key(bytes, offset));
        };
    }

    private static long key(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset) ^ Long.MIN_VALUE;
    }
}
