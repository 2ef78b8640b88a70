package io.weir.ingest.registry;

import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.decode.TokenReader.Malformed;

/**
 * A format whose payloads need a schema. One thread.
 *
 * @param <S> a schema, made ready for reading
 */
public interface SchemaFormat<S> {
    /** The language of its schemas. */
    RegisteredSchema.Kind kind();

    /**
     * Makes a schema ready for reading.
     *
     * @throws SchemaException if payloads cannot be read by it
     */
    S compile(RegisteredSchema schema) throws SchemaException;

    /**
     * Hot path. The next payload is of this schema.
     *
     * @return how many bytes at {@code offset} tell more about the schema; the value follows them
     * @throws Malformed if they are wrong
     */
    int use(S schema, byte[] payload, int offset, int length) throws Malformed;

    /** Decodes payloads of the schema that was used last. */
    Decoder decoder();
}
