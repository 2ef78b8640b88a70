package io.weir.ingest.envelope;

import io.weir.config.PayloadConfig;
import io.weir.config.PayloadConfig.Compression;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.Reason;
import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Decompresses payloads for a decoder of what they hold. What exceeds a cap is a dead letter, and no more than
 * the cap is ever allocated for it. Its buffer is reused: nothing is allocated per message once it has grown.
 */
public final class EnvelopeDecoder implements Decoder {
    /** What a format of compression does. */
    interface Decompressor {
        /**
         * Appends what the payload holds to an empty buffer.
         *
         * @return what is wrong with the payload, or null; if the buffer is then {@link Output#isExceeded exceeded}, it
         *     is not complete
         */
        @Nullable String decompress(byte[] payload, int offset, int length, Output out);
    }

    private final Decoder decoder;
    private final Compression compression;
    private final int maxSize;
    private final int maxRatio;
    private final Decompressor gzip = new Gzip();
    private final Decompressor zstd = new Zstandard();
    private final Output out = new Output();
    private boolean refused;
    private String detail = "";

    public EnvelopeDecoder(Decoder decoder, PayloadConfig.Envelope config) {
        this.decoder = decoder;
        this.compression = config.compression();
        this.maxSize = Math.toIntExact(config.maxSize().bytes());
        this.maxRatio = config.maxRatio();
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        refused = false;
        Decompressor decompressor = switch (compression) {
            case GZIP -> gzip;
            case ZSTD -> zstd;
            case AUTO ->
                Gzip.begins(payload, offset, length) ? gzip : Zstandard.begins(payload, offset, length) ? zstd : null;
        };
        if (decompressor == null) {
            return decoder.decode(message, payload, offset, length, batch);
        }
        long ratioLimit = (long) maxRatio * length;
        out.clear((int) Math.min(maxSize, ratioLimit));
        String problem = decompressor.decompress(payload, offset, length, out);
        if (problem != null) {
            return refuse(Reason.INVALID_COMPRESSION, problem);
        }
        if (out.isExceeded()) {
            return refuse(
                    Reason.DECOMPRESSED_TOO_LARGE,
                    ratioLimit < maxSize
                            ? length + " bytes hold more than " + maxRatio + " times as many, the most that"
                                    + " decompress.max_ratio allows"
                            : length + " bytes hold more than " + maxSize + ", the most that decompress.max_size"
                                    + " allows");
        }
        if (out.length() == 0) {
            return refuse(Reason.EMPTY_PAYLOAD, "the payload holds nothing");
        }
        return decoder.decode(message, out.bytes(), 0, out.length(), batch);
    }

    private Reason refuse(Reason reason, String why) {
        refused = true;
        detail = why;
        return reason;
    }

    @Override
    public int unknownMembers() {
        return decoder.unknownMembers();
    }

    @Override
    public long sequenceGaps() {
        return decoder.sequenceGaps();
    }

    @Override
    public boolean isFull() {
        return !refused && decoder.isFull();
    }

    @Override
    public String detail() {
        return refused ? detail : decoder.detail();
    }

    @Override
    public String waiting() {
        return decoder.waiting();
    }

    @Override
    public void close() {
        decoder.close();
    }
}
