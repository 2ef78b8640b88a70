package io.weir.processing.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a snapshot: little-endian numbers back to back. Not thread-safe. */
public final class StateWriter {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[1024];
    private int size;

    /** Eight bytes. */
    public void putLong(long value) {
        LONG.set(reserve(8), size - 8, value);
    }

    /** Four bytes. */
    public void putInt(int value) {
        INT.set(reserve(4), size - 4, value);
    }

    /** Eight bytes: the value's exact bits, NaN payloads included. */
    public void putDouble(double value) {
        putLong(Double.doubleToRawLongBits(value));
    }

    /** One byte. */
    public void putBoolean(boolean value) {
        reserve(1)[size - 1] = (byte) (value ? 1 : 0);
    }

    /** A length of four bytes, then the bytes. */
    public void putBytes(byte[] source, int offset, int length) {
        putInt(length);
        System.arraycopy(source, offset, reserve(length), size - length, length);
    }

    /** The text's UTF-8 bytes as by {@link #putBytes}. */
    public void putText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        putBytes(utf8, 0, utf8.length);
    }

    /** A copy of what has been written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private byte[] reserve(int length) {
        int end = Math.addExact(size, length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(end, bytes.length * 2L)));
        }
        size = end;
        return bytes;
    }
}
