package io.weir.processing.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link StateWriter} wrote, in the same order. Every method throws {@link IllegalArgumentException} where
 * the bytes end too early. Not thread-safe.
 */
public final class StateReader {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int position;

    public StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Eight bytes. */
    public long getLong() {
        return (long) LONG.get(bytes, take(8));
    }

    /** Four bytes. */
    public int getInt() {
        return (int) INT.get(bytes, take(4));
    }

    /** Eight bytes, exact. */
    public double getDouble() {
        return Double.longBitsToDouble(getLong());
    }

    /** One byte. */
    public boolean getBoolean() {
        return bytes[take(1)] != 0;
    }

    /** A length of four bytes, then the bytes. */
    public byte[] getBytes() {
        int length = getInt();
        int start = take(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    /** {@link #getBytes} as UTF-8. */
    public String getText() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }

    /** Whether everything has been read. */
    public boolean isAtEnd() {
        return position == bytes.length;
    }

    private int take(int length) {
        if (length < 0 || length > bytes.length - position) {
            throw new IllegalArgumentException(
                    "the snapshot ends at byte " + bytes.length + ", but needs " + length + " more at " + position);
        }
        int start = position;
        position += length;
        return start;
    }
}
