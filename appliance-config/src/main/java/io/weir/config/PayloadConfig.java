package io.weir.config;

import io.weir.model.ByteSize;
import java.util.Optional;

/**
 * What stands in a stream's messages.
 *
 * @param format of the payload, or of what its envelope holds
 * @param unknown what happens to members that the stream does not read
 * @param envelope how payloads are compressed; absent: not at all
 */
public record PayloadConfig(DecodeConfig format, Unknown unknown, Optional<Envelope> envelope) {
    /** Plain JSON. */
    public static final PayloadConfig JSON = of(new DecodeConfig.Json());

    /** The column that keeps unknown members, behind the stream's fields. */
    public static final String UNKNOWN_COLUMN = "_unknown";

    /** What happens to members that the stream does not read. */
    public enum Unknown {
        /** They are left out, and counted once by name. */
        IGNORE,
        /** They are kept as the text of a JSON object in the column {@code _unknown}. */
        KEEP,
        /** The message becomes a dead letter that names the member. */
        REJECT
    }

    /** A compression. */
    public enum Compression {
        /** RFC 1952. */
        GZIP,
        /** RFC 8878. */
        ZSTD,
        /** Whichever of these the payload begins as, or none. */
        AUTO
    }

    /**
     * The caps of what is decompressed: a payload beyond either becomes a dead letter, and no more is decompressed.
     *
     * @param maxSize decompressed
     * @param maxRatio of the decompressed to the compressed size
     */
    public record Envelope(Compression compression, ByteSize maxSize, int maxRatio) {}

    /** A format without envelope, unknown members ignored. */
    public static PayloadConfig of(DecodeConfig format) {
        return new PayloadConfig(format, Unknown.IGNORE, Optional.empty());
    }
}
