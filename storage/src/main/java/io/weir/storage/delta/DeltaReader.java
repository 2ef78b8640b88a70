package io.weir.storage.delta;

/** Reads what {@link DeltaWriter} writes; trusts nothing. Not thread-safe. */
final class DeltaReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    DeltaReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean hasNext() {
        return at < end;
    }

    /** A number that is not negative. */
    int length() throws DeltaException {
        int number = number();
        if (number < 0) {
            throw new DeltaException("a length of " + number);
        }
        return number;
    }

    int shift() throws DeltaException {
        int number = number();
        return (number >>> 1) ^ -(number & 1);
    }

    /** Where the next {@code length} bytes begin, behind which it goes on. */
    int skip(int length) throws DeltaException {
        if (length > end - at) {
            throw new DeltaException("it is cut short");
        }
        at += length;
        return at - length;
    }

    private int number() throws DeltaException {
        int number = 0;
        for (int bit = 0; bit < 35; bit += 7) {
            int next = bytes[skip(1)];
            number |= (next & 0x7f) << bit;
            if (next >= 0) {
                return number;
            }
        }
        throw new DeltaException("a number of more than five bytes");
    }
}
