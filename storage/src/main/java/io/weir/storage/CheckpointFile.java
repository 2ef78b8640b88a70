package io.weir.storage;

import io.weir.storage.delta.DeltaException;
import io.weir.storage.delta.Extents;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The format of a checkpoint's file: a checkpoint as a whole, and behind it, if its state is large, those after it as what
 * has changed. The last one that is whole holds.
 *
 * <pre>
 *   | checkpoint | zeros to a multiple of 4096 | increment | zeros … | increment | zeros … | …
 *
 *   checkpoint
 *   | WEIC | version 4 | crc32c 4 of the rest | input sequence 8 | result sequence 8 |
 *   | journal length 4 | fingerprint length 4 | state length 4 |
 *   | journal, UTF-8 | fingerprint, UTF-8 | state |
 *
 *   increment
 *   | WEID | length 4, without zeros | crc32c 4 of the crc32c of the one before, and the rest |
 *   | input sequence 8 | result sequence 8 | state length 4 | crc32c of the state 4 |
 *   | difference to the state of the one before, see DeltaWriter |           all numbers little-endian
 * </pre>
 *
 * An increment begins on a page of its own: no page that is durable is written again. Its checksum goes on from that of the
 * one before, so what an earlier file has left on a page is not taken for one. In version 2 there were no increments.
 */
final class CheckpointFile {
    /** What increments begin at a multiple of, in bytes. */
    static final int PAGE = 4096;

    private static final int MAGIC = 'W' | ('E' << 8) | ('I' << 16) | ('C' << 24);
    private static final int INCREMENT_MAGIC = 'W' | ('E' << 8) | ('I' << 16) | ('D' << 24);
    private static final int VERSION = 3;
    private static final int VERSION_WITHOUT_INCREMENTS = 2;
    private static final int HEADER_BYTES = 40;
    private static final int CHECKED_FROM = 12;
    /** Before its difference, in bytes. */
    static final int INCREMENT_HEADER_BYTES = 36;

    /**
     * What is in a file.
     *
     * @param journal the id of the one that the checkpoint's input sequence means
     * @param usedBytes how far the file was used
     * @param isFollowed whether something is behind: it is damaged, was cut off, or is not whole yet
     */
    record Content(String journal, Checkpoint checkpoint, int usedBytes, boolean isFollowed) {}

    private record Increment(
            int from, int end, long inputSequence, long resultSequence, int stateLength, int stateCrc) {}

    private CheckpointFile() {}

    /** The length of a file's part with the zeros behind it. */
    static long padded(long length) {
        return (length + PAGE - 1) & -PAGE;
    }

    /** A file with one checkpoint; {@link #crc} tells what its first increment goes on from. */
    static byte[] encode(String inputJournal, Checkpoint checkpoint, boolean padded) {
        byte[] journal = inputJournal.getBytes(StandardCharsets.UTF_8);
        byte[] fingerprint = checkpoint.fingerprint().getBytes(StandardCharsets.UTF_8);
        int length = Math.addExact(HEADER_BYTES + journal.length + fingerprint.length, checkpoint.state().length);
        byte[] bytes = new byte[padded ? Math.toIntExact(padded(length)) : length];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(0);
        out.putLong(checkpoint.inputSequence()).putLong(checkpoint.resultSequence());
        out.putInt(journal.length).putInt(fingerprint.length).putInt(checkpoint.state().length);
        out.put(journal).put(fingerprint).put(checkpoint.state());
        out.putInt(8, crc(bytes, CHECKED_FROM, length));
        return bytes;
    }

    /**
     * An increment, with the zeros behind it.
     *
     * @param crcBefore that of what it follows
     * @param difference between the two states
     */
    static byte[] encode(int crcBefore, Checkpoint checkpoint, byte[] difference) {
        int length = INCREMENT_HEADER_BYTES + difference.length;
        byte[] bytes = new byte[Math.toIntExact(padded(length))];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(INCREMENT_MAGIC).putInt(length).putInt(crcBefore);
        out.putLong(checkpoint.inputSequence()).putLong(checkpoint.resultSequence());
        out.putInt(checkpoint.state().length).putInt(crc(checkpoint.state(), 0, checkpoint.state().length));
        out.put(difference);
        out.putInt(8, crc(bytes, 8, length));
        return bytes;
    }

    /** What the next increment goes on from, of what one of the two has encoded. */
    static int crc(byte[] encoded) {
        return ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    }

    /**
     * The last checkpoint of a file that is whole.
     *
     * @throws IOException if not even the first is
     */
    static Content decode(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            int magic = in.getInt();
            int version = in.getInt();
            int crc = in.getInt();
            long input = in.getLong();
            long results = in.getLong();
            int journalLength = in.getInt();
            int fingerprintLength = in.getInt();
            int stateLength = in.getInt();
            long length = (long) HEADER_BYTES + journalLength + fingerprintLength + stateLength;
            boolean increments = version == VERSION;
            if (magic != MAGIC || (!increments && version != VERSION_WITHOUT_INCREMENTS)) {
                throw new IOException("its beginning is wrong");
            }
            if (Math.min(journalLength, Math.min(fingerprintLength, stateLength)) < 0
                    || (increments ? length > bytes.length : length != bytes.length)) {
                throw new IOException("its lengths do not add up");
            }
            if (crc != crc(bytes, CHECKED_FROM, (int) length)) {
                throw new IOException("its checksum is wrong");
            }
            byte[] journal = new byte[journalLength];
            byte[] fingerprint = new byte[fingerprintLength];
            in.get(journal).get(fingerprint);
            Increment first = new Increment(in.position(), (int) length, input, results, stateLength, 0);
            return last(
                    bytes,
                    new String(journal, StandardCharsets.UTF_8),
                    new String(fingerprint, StandardCharsets.UTF_8),
                    first,
                    increments(bytes, padded(length), crc));
        } catch (BufferUnderflowException e) {
            throw new IOException("it is cut short", e);
        }
    }

    /** Those whose checksums are right, up to the first whose is not. */
    private static List<Increment> increments(byte[] bytes, long from, int crcBefore) {
        List<Increment> found = new ArrayList<>();
        int crc = crcBefore;
        for (long at = from; at + INCREMENT_HEADER_BYTES <= bytes.length; ) {
            ByteBuffer in =
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position((int) at);
            int magic = in.getInt();
            int length = in.getInt();
            int stored = in.getInt();
            if (magic != INCREMENT_MAGIC
                    || length < INCREMENT_HEADER_BYTES
                    || length > bytes.length - at
                    || stored != crcBehind(crc, bytes, (int) at, length)) {
                break;
            }
            found.add(new Increment(
                    (int) at + INCREMENT_HEADER_BYTES,
                    (int) at + length,
                    in.getLong(),
                    in.getLong(),
                    in.getInt(),
                    in.getInt()));
            crc = stored;
            at = padded(at + length);
        }
        return found;
    }

    /** The last whose state comes out as it was. */
    private static Content last(
            byte[] bytes, String journal, String fingerprint, Increment first, List<Increment> increments) {
        for (int count = increments.size(); count > 0; count--) {
            Increment last = increments.get(count - 1);
            Optional<byte[]> state = state(bytes, first, increments.subList(0, count));
            if (state.isPresent()) {
                return content(bytes, journal, fingerprint, last, state.get());
            }
        }
        byte[] state = Arrays.copyOfRange(bytes, first.from(), first.end());
        return content(bytes, journal, fingerprint, first, state);
    }

    private static Content content(byte[] bytes, String journal, String fingerprint, Increment last, byte[] state) {
        Checkpoint checkpoint = new Checkpoint(fingerprint, last.inputSequence(), last.resultSequence(), state);
        int rest = last.end();
        while (rest < bytes.length && bytes[rest] == 0) {
            rest++;
        }
        return new Content(journal, checkpoint, last.end(), rest < bytes.length);
    }

    private static Optional<byte[]> state(byte[] bytes, Increment first, List<Increment> increments) {
        try {
            Extents extents = Extents.at(first.from(), first.stateLength());
            for (Increment increment : increments) {
                extents = extents.apply(bytes, increment.from(), increment.end(), increment.stateLength());
            }
            byte[] state = extents.read(bytes);
            int expected = increments.get(increments.size() - 1).stateCrc();
            return crc(state, 0, state.length) == expected ? Optional.of(state) : Optional.empty();
        } catch (DeltaException e) {
            return Optional.empty();
        }
    }

    private static int crc(byte[] bytes, int from, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, end - from);
        return (int) crc.getValue();
    }

    private static int crcBehind(int crcBefore, byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            crc.update(crcBefore >>> shift);
        }
        crc.update(bytes, at + CHECKED_FROM, length - CHECKED_FROM);
        return (int) crc.getValue();
    }
}
