package io.weir.storage.delta;

import java.util.Arrays;

/**
 * Hot path. The hashes of the pieces that some bytes were cut into, and where each was: about a quarter of the bytes
 * themselves. Not thread-safe.
 */
public final class Pieces {
    static final int NONE = -1;

    /** By piece, two each. */
    private long[] hashes;
    /** By piece, and the end of the last. */
    private int[] offsets;

    private int count;
    /** piece + 1 at its hash's place, by linear probing. */
    private int[] table = {};

    Pieces(int bytes) {
        int expected = bytes / 112 + 16;
        hashes = new long[2 * expected];
        offsets = new int[expected + 1];
    }

    /** Those of some bytes. */
    public static Pieces of(byte[] bytes, SipHash hash) {
        Pieces pieces = new Pieces(bytes.length);
        for (int at = 0; at < bytes.length; ) {
            int end = Cutter.cut(bytes, at, bytes.length);
            hash.hash(bytes, at, end - at);
            pieces.add(hash, end);
            at = end;
        }
        return pieces;
    }

    /** Adds the piece that ends here. */
    void add(SipHash hash, int end) {
        if (count == offsets.length - 1) {
            int longer = count + (count >> 1);
            hashes = Arrays.copyOf(hashes, 2 * longer);
            offsets = Arrays.copyOf(offsets, longer + 1);
        }
        hashes[2 * count] = hash.low();
        hashes[2 * count + 1] = hash.high();
        offsets[++count] = end;
    }

    /** The first piece with a hash, or {@link #NONE}. */
    int find(SipHash hash) {
        if (table.length == 0) {
            fillTable();
        }
        int mask = table.length - 1;
        int at = (int) hash.low() & mask;
        while (table[at] != 0) {
            int piece = table[at] - 1;
            if (is(piece, hash)) {
                return piece;
            }
            at = (at + 1) & mask;
        }
        return NONE;
    }

    private void fillTable() {
        table = new int[Integer.highestOneBit(Math.max(1, count)) * 4];
        int mask = table.length - 1;
        for (int piece = 0; piece < count; piece++) {
            int at = (int) hashes[2 * piece] & mask;
            while (table[at] != 0 && !isSame(table[at] - 1, piece)) {
                at = (at + 1) & mask;
            }
            // Of equal pieces the first is enough; how often a piece is there is no matter, then.
            if (table[at] == 0) {
                table[at] = piece + 1;
            }
        }
    }

    private boolean isSame(int piece, int other) {
        return hashes[2 * piece] == hashes[2 * other] && hashes[2 * piece + 1] == hashes[2 * other + 1];
    }

    /** Whether there is such a piece, and it has this hash. */
    boolean is(int piece, SipHash hash) {
        return piece < count && hashes[2 * piece] == hash.low() && hashes[2 * piece + 1] == hash.high();
    }

    /** Where a piece begins. */
    int offset(int piece) {
        return offsets[piece];
    }

    /** How many pieces there are. */
    public int count() {
        return count;
    }
}
