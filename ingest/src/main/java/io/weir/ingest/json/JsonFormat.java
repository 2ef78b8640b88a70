package io.weir.ingest.json;

import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.registry.RegisteredSchema;
import io.weir.ingest.registry.SchemaFormat;

/**
 * Hot path. JSON behind the number of a JSON Schema. That the registry has such a schema is all that is made of it: what a
 * value must be, the stream's fields say.
 */
public final class JsonFormat implements SchemaFormat<RegisteredSchema> {
    private final Decoder decoder;

    /** Payloads of a stream. */
    public JsonFormat(StreamConfig stream) {
        decoder = new JsonDecoder(stream);
    }

    @Override
    public RegisteredSchema.Kind kind() {
        return RegisteredSchema.Kind.JSON;
    }

    @Override
    public RegisteredSchema compile(RegisteredSchema schema) {
        return schema;
    }

    @Override
    public int use(RegisteredSchema schema, byte[] payload, int offset, int length) {
        return 0;
    }

    @Override
    public Decoder decoder() {
        return decoder;
    }
}
