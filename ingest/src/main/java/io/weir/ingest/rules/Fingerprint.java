package io.weir.ingest.rules;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hot path. 128 bits that stand for a sequence of values. Of a million, the chance that any two are taken for each other
 * is below 10^-26. Seeded at random, so that nobody can make values that collide; it means nothing in another process. Two
 * lanes of multiply-and-rotate (as in MurmurHash3, Appleby), each finished by its 64-bit mixer. One thread.
 */
final class Fingerprint {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long P1 = 0x87c37b91114253d5L;
    private static final long P2 = 0x4cf5ad432745937fL;

    private final long seed1;
    private final long seed2;
    private long a;
    private long b;
    private long count;

    Fingerprint() {
        SecureRandom random = new SecureRandom();
        seed1 = random.nextLong();
        seed2 = random.nextLong();
    }

    void start() {
        a = seed1;
        b = seed2;
        count = 0;
    }

    void add(long value) {
        a = Long.rotateLeft((a ^ Long.rotateLeft(value * P1, 31) * P2) + b, 27) * 5 + 0x52dce729;
        b = Long.rotateLeft((b ^ Long.rotateLeft(value * P2, 33) * P1) + a, 31) * 5 + 0x38495ab5;
        count++;
    }

    /** Texts of other lengths never look alike: the length goes in too. */
    void add(byte[] bytes, int offset, int length) {
        add(length);
        int i = offset;
        int end = offset + length;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            add((long) LONGS.get(bytes, i));
        }
        if (i < end) {
            long rest = 0;
            for (; i < end; i++) {
                rest = (rest << 8) | (bytes[i] & 0xff);
            }
            add(rest);
        }
    }

    void finish() {
        a ^= count;
        b ^= count;
        a += b;
        b += a;
        a = mix(a);
        b = mix(b);
        a += b;
        b += a;
        if (a == 0 && b == 0) {
            a = 1; // both zero marks a free slot
        }
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    long first() {
        return a;
    }

    long second() {
        return b;
    }
}
