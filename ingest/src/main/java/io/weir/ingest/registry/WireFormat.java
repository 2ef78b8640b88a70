package io.weir.ingest.registry;

/**
 * Hot path. What Confluent's serializers put before a payload:
 *
 * <pre>
 *   0       1               5
 *   +-------+---------------+--------------
 *   | 0     | schema id     | payload …
 *   +-------+---------------+--------------
 *    magic    int32, big-endian
 * </pre>
 *
 * In Protobuf the payload begins with the path to its message type within the schema.
 */
public final class WireFormat {
    /** Bytes before the payload. */
    public static final int HEADER_BYTES = 5;

    /** What {@link #schemaId} gives where there is no header. */
    public static final int NONE = -1;

    private WireFormat() {}

    /** The number of the schema, or {@link #NONE} if the bytes do not begin with a header. Ids are positive. */
    public static int schemaId(byte[] bytes, int offset, int length) {
        if (length < HEADER_BYTES || bytes[offset] != 0) {
            return NONE;
        }
        int id = ((bytes[offset + 1] & 0xff) << 24)
                | ((bytes[offset + 2] & 0xff) << 16)
                | ((bytes[offset + 3] & 0xff) << 8)
                | (bytes[offset + 4] & 0xff);
        return id > 0 ? id : NONE;
    }
}
