package io.weir.storage.delta;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hot path. SipHash-1-3 with 128 bits: J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input PRF, INDOCRYPT 2012.
 *
 * <p>With a key that nobody knows, two different inputs have the same hash with a probability of 2^-128, whoever makes them:
 * where a million pieces are looked for among a million others every second, once in ten million million million years. A
 * cryptographic hash without a key would not be safer, and several times slower where a processor has no instructions for it.
 * Not thread-safe: a hash is in {@link #low()} and {@link #high()} until the next.
 */
public final class SipHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long key0;
    private final long key1;
    private long low;
    private long high;

    SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** With a key of its own: its hashes say nothing to another. */
    public static SipHash secret() {
        SecureRandom random = new SecureRandom();
        return new SipHash(random.nextLong(), random.nextLong());
    }

    void hash(byte[] bytes, int from, int length) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int end = from + (length & -Long.BYTES);
        for (int at = from; at <= end; at += Long.BYTES) {
            long word = at < end ? (long) LONG.get(bytes, at) : tail(bytes, at, length);
            v3 ^= word;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        v2 ^= 0xee;
        for (int round = 0; round < 6; round++) {
            if (round == 3) {
                low = v0 ^ v1 ^ v2 ^ v3;
                v1 ^= 0xdd;
            }
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        high = v0 ^ v1 ^ v2 ^ v3;
    }

    /** The length in the upper byte, the last bytes below. */
    private static long tail(byte[] bytes, int at, int length) {
        long word = (long) length << 56;
        for (int i = 0, count = length & 7; i < count; i++) {
            word |= (bytes[at + i] & 0xffL) << (8 * i);
        }
        return word;
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }
}
