package io.weir.ingest.envelope;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. gzip (RFC 1952), one or more members:
 *
 * <pre>
 *   1f 8b 08 flags | time (4) | xfl os | [extra: length (2), bytes] [name, 0] [comment, 0] [crc16] | deflate | crc32 | size
 *             bits:  1 text  2 crc16  4 extra  8 name  16 comment; the others must be 0
 * </pre>
 *
 * Numbers are little-endian. The checksum and size of each member are checked. Allocates nothing. One thread.
 */
final class Gzip implements EnvelopeDecoder.Decompressor {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private byte[] payload = {};
    private int position;
    private int end;

    static boolean begins(byte[] payload, int offset, int length) {
        return length >= 2 && payload[offset] == 0x1f && payload[offset + 1] == (byte) 0x8b;
    }

    @Override
    public @Nullable String decompress(byte[] bytes, int offset, int length, Output out) {
        payload = bytes;
        position = offset;
        end = offset + length;
        do {
            String problem = header();
            if (problem == null) {
                problem = member(out);
            }
            if (problem != null || out.isExceeded()) {
                return problem;
            }
        } while (position < end);
        return null;
    }

    private @Nullable String header() {
        if (!begins(payload, position, end - position) || end - position < HEADER || payload[position + 2] != 8) {
            return "found something that is no gzip header";
        }
        int flags = payload[position + 3];
        position += HEADER;
        if ((flags & 0xe0) != 0) {
            return "a gzip header has flags that nobody knows";
        }
        if ((flags & 4) != 0) {
            position += end - position < 2 ? 2 : 2 + (payload[position] & 0xff) + ((payload[position + 1] & 0xff) << 8);
        }
        skipText((flags & 8) != 0);
        skipText((flags & 16) != 0);
        position += (flags & 2) != 0 ? 2 : 0;
        return position > end ? "the payload ends within a gzip header" : null;
    }

    private void skipText(boolean present) {
        while (present && position < end && payload[position] != 0) {
            position++;
        }
        position += present ? 1 : 0;
    }

    private @Nullable String member(Output out) {
        inflater.reset();
        crc.reset();
        inflater.setInput(payload, position, end - position);
        int begin = out.length();
        try {
            while (!inflater.finished()) {
                int room = out.room();
                if (room == 0) {
                    return endsHere(out) ? trailer(out, begin) : null;
                }
                int count = inflater.inflate(out.bytes(), out.length(), room);
                crc.update(out.bytes(), out.length(), count);
                out.add(count);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    return "the payload ends within its compressed data";
                }
            }
        } catch (DataFormatException e) {
            return "the compressed data is damaged: " + e.getMessage();
        }
        return trailer(out, begin);
    }

    private final byte[] probe = new byte[1];

    /** Whether the member ends where the limit is; the output is exceeded if not. */
    private boolean endsHere(Output out) throws DataFormatException {
        if (inflater.inflate(probe, 0, 1) == 0 && inflater.finished()) {
            return true;
        }
        if (inflater.needsInput()) {
            return true; // cut off: the trailer is found to be missing
        }
        out.exceed();
        return false;
    }

    private @Nullable String trailer(Output out, int begin) {
        position = end - inflater.getRemaining();
        if (!inflater.finished() || end - position < TRAILER) {
            return "the payload ends within its compressed data";
        }
        boolean sound = number(position) == (int) crc.getValue() && number(position + 4) == out.length() - begin;
        position += TRAILER;
        return sound ? null : "the compressed data is damaged: its checksum or size is wrong";
    }

    private int number(int at) {
        return (payload[at] & 0xff)
                | (payload[at + 1] & 0xff) << 8
                | (payload[at + 2] & 0xff) << 16
                | (payload[at + 3] & 0xff) << 24;
    }
}
