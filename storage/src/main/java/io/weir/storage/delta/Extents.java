package io.weir.storage.delta;

import java.util.Arrays;

/**
 * Where in a file each of some bytes is. A difference is applied by noting where the bytes are then, so that many
 * differences cost little more than one.
 *
 * <pre>
 *   bytes   | 0 … 199    | 200 … 209 | 210 … 999    |
 *   file    | 100 … 299  | 4100 …    | 310 … 1099   |
 * </pre>
 *
 * Not thread-safe.
 */
public final class Extents {
    // By extent.
    private int[] position = new int[16];
    private int[] offset = new int[16];
    private int count;
    private int length;

    /** Those of bytes that are at one place of a file. */
    public static Extents at(int offset, int length) {
        Extents extents = new Extents();
        extents.offset[0] = offset;
        extents.count = 1;
        extents.length = length;
        return extents;
    }

    /**
     * Those of the bytes that a difference makes of these.
     *
     * @param file has the difference from {@code from} to {@code end}
     * @throws DeltaException if it is none to these bytes, or does not give {@code expectedLength} bytes
     */
    public Extents apply(byte[] file, int from, int end, int expectedLength) throws DeltaException {
        Extents result = new Extents();
        DeltaReader in = new DeltaReader(file, from, end);
        int copiedTo = 0;
        while (in.hasNext()) {
            int literalLength = in.length();
            int copyLength = in.length();
            if (copyLength > 0) {
                long copyFrom = (long) copiedTo + literalLength + in.shift();
                long last = copyFrom + copyLength;
                if (copyFrom < 0 || last > length) {
                    throw new DeltaException("a copy of bytes " + copyFrom + " to " + last + " of " + length);
                }
                result.add(in.skip(literalLength), literalLength);
                slice((int) copyFrom, copyLength, result);
                copiedTo = (int) last;
            } else {
                result.add(in.skip(literalLength), literalLength);
            }
        }
        if (result.length != expectedLength) {
            throw new DeltaException(result.length + " bytes, not " + expectedLength);
        }
        return result;
    }

    private void slice(int from, int size, Extents into) throws DeltaException {
        int found = Arrays.binarySearch(position, 0, count, from);
        int extent = found >= 0 ? found : -found - 2;
        for (int at = from, end = from + size; at < end; extent++) {
            int here = Math.min(end, extent + 1 < count ? position[extent + 1] : length) - at;
            into.add(offset[extent] + at - position[extent], here);
            at += here;
        }
    }

    private void add(int at, int size) throws DeltaException {
        if (size == 0) {
            return;
        }
        if (size > Integer.MAX_VALUE - length) {
            throw new DeltaException("more than 2 GiB");
        }
        if (count == 0 || offset[count - 1] + length - position[count - 1] != at) {
            if (count == position.length) {
                position = Arrays.copyOf(position, 2 * count);
                offset = Arrays.copyOf(offset, 2 * count);
            }
            position[count] = length;
            offset[count++] = at;
        }
        length += size;
    }

    /** The bytes, out of the file's. */
    public byte[] read(byte[] file) {
        byte[] bytes = new byte[length];
        for (int extent = 0; extent < count; extent++) {
            int end = extent + 1 < count ? position[extent + 1] : length;
            System.arraycopy(file, offset[extent], bytes, position[extent], end - position[extent]);
        }
        return bytes;
    }

    /** How many there are. */
    public int count() {
        return count;
    }
}
