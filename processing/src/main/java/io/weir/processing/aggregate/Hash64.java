package io.weir.processing.aggregate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hot path. A hash of bytes that is the same on every machine, as it is in snapshots: eight bytes at a time through the
 * finalizer of MurmurHash3 (Appleby, public domain).
 */
final class Hash64 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Hash64() {}

    static long of(byte[] bytes, int offset, int length) {
        long hash = mix(length);
        int at = offset;
        int end = offset + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONG.get(bytes, at));
        }
        if (at < end) {
            long rest = 0;
            for (; at < end; at++) {
                rest = (rest << Byte.SIZE) | (bytes[at] & 0xff);
            }
            hash = mix(hash ^ rest);
        }
        return hash;
    }

    private static long mix(long word) {
        long mixed = (word ^ (word >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
