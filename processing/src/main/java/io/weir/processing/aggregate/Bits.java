package io.weir.processing.aggregate;

/** Bitmaps. */
final class Bits {
    private Bits() {}

    static boolean isSet(long[] bitmap, int index) {
        return (bitmap[index >> 6] & (1L << (index & 63))) != 0;
    }
}
