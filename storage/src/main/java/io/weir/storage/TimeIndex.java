package io.weir.storage;

import io.weir.storage.chronicle.GenerationFiles;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader may begin in a generation: one place in about every 256 KiB, with what lies before it. Built while a
 * generation is written; as a file it is no more than a hint, left out where it is missing or damaged.
 *
 * <pre>
 *   documents   | h h 1 2 3 4 | 5 6 7 8 9 | 10 11 12 …
 *   places      |             a           b               a: behind 4, rows up to 10:05    b: behind 9, rows up to 10:09
 *
 *   file        | WEIX | version 4 | crc32c 4 of the rest | count 4 |          all numbers little-endian
 *   count times | documents before it 8 | last sequence 8 | byte 8 | largest event time so far 8 |
 * </pre>
 *
 * Not thread-safe.
 */
final class TimeIndex {
    /** Its name inside the generation's directory. */
    static final String NAME = "time-index";

    private static final int MAGIC = 'W' | ('E' << 8) | ('I' << 16) | ('X' << 24);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 16;
    private static final int PLACE_BYTES = 32;
    private static final long STRIDE = 256 << 10;

    /** A place between two documents. */
    record Place(long documents, long sequence, long position) {}

    // Four numbers each.
    private long[] places;
    private int count;

    TimeIndex() {
        this(new long[32], 0);
    }

    private TimeIndex(long[] places, int count) {
        this.places = places;
        this.count = count;
    }

    /**
     * Notes that a document has been appended.
     *
     * @param documents how many there are now
     * @param position where the last one ends
     * @param maxTime the largest event time so far
     */
    void note(long documents, long sequence, long position, long maxTime) {
        if (position - (count == 0 ? 0 : places[4 * count - 2]) < STRIDE) {
            return;
        }
        if (4 * count == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        int at = 4 * count++;
        places[at] = documents;
        places[at + 1] = sequence;
        places[at + 2] = position;
        places[at + 3] = maxTime;
    }

    TimeIndex copy() {
        return new TimeIndex(Arrays.copyOf(places, Math.max(4, 4 * count)), count);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * The last place before which there is nothing that a reader wants.
     *
     * @param afterSequence it wants nothing up to this
     * @param fromNanos it wants no rows before this
     * @return null if that is the start
     */
    @Nullable Place before(long afterSequence, long fromNanos) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (places[4 * middle + 1] <= afterSequence || places[4 * middle + 3] < fromNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int at = 4 * (low - 1);
        return low == 0 ? null : new Place(places[at], places[at + 1], places[at + 2]);
    }

    /** How much of the disk {@link #save} takes, in bytes. */
    long diskBytes() {
        return GenerationFiles.blocks(HEADER_BYTES + (long) count * PLACE_BYTES);
    }

    /**
     * Writes it into a generation's directory; a file that is there is replaced.
     *
     * @return {@link #diskBytes}
     */
    long save(Path generation) throws IOException {
        Files.write(generation.resolve(NAME), encode());
        return diskBytes();
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + count * PLACE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(0).putInt(count);
        for (int i = 0; i < 4 * count; i++) {
            out.putLong(places[i]);
        }
        out.putInt(8, crc(out.array()));
        return out.array();
    }

    /** What {@link #encode} wrote; null if it is damaged. */
    static @Nullable TimeIndex decode(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (in.getInt() != MAGIC || in.getInt() != VERSION || in.getInt() != crc(bytes)) {
                return null;
            }
            int count = in.getInt();
            if (count < 0 || (long) count * PLACE_BYTES != in.remaining()) {
                return null;
            }
            long[] places = new long[Math.max(4, 4 * count)];
            in.asLongBuffer().get(places, 0, 4 * count);
            return new TimeIndex(places, count);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, Math.min(bytes.length, 12), Math.max(0, bytes.length - 12));
        return (int) crc.getValue();
    }
}
