package io.weir.ingest.envelope;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. zstd (RFC 8878), one or more frames. Each payload is decompressed in one call into a buffer that is large
 * enough: the library then needs no window of its own, whatever size a frame asks for. Where a frame does not say its
 * size, the buffer is doubled up to the limit. One thread.
 */
final class Zstandard implements EnvelopeDecoder.Decompressor {
    private static final int MAGIC = 0xfd2fb528;

    private @Nullable ZstdDecompressCtx context;

    static boolean begins(byte[] payload, int offset, int length) {
        return length >= 4
                && ((payload[offset] & 0xff)
                                | (payload[offset + 1] & 0xff) << 8
                                | (payload[offset + 2] & 0xff) << 16
                                | (payload[offset + 3] & 0xff) << 24)
                        == MAGIC;
    }

    @Override
    public @Nullable String decompress(byte[] payload, int offset, int length, Output out) {
        if (!begins(payload, offset, length)) {
            return "found something that is no zstd frame";
        }
        long size = Zstd.getFrameContentSize(payload, offset, length);
        if (size > out.limit()) {
            out.exceed();
            return null;
        }
        out.reserve(Math.max(size, 1));
        while (true) {
            int room = Math.min(out.bytes().length, out.limit());
            try {
                out.add(context().decompressByteArray(out.bytes(), 0, room, payload, offset, length));
                return null;
            } catch (ZstdException e) {
                if (e.getErrorCode() != Zstd.errDstSizeTooSmall()) {
                    return "the compressed data is damaged: " + e.getMessage();
                }
            }
            if (room == out.limit()) {
                out.exceed();
                return null;
            }
            out.reserve(Math.min(out.limit(), 2L * room));
        }
    }

    /** Made when it is needed: it loads a native library. */
    private ZstdDecompressCtx context() {
        ZstdDecompressCtx known = context;
        if (known == null) {
            known = new ZstdDecompressCtx();
            context = known;
        }
        return known;
    }
}
