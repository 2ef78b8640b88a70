package io.weir.ingest.avro;

import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.ObjectDecoder;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.registry.RegisteredSchema;
import io.weir.ingest.registry.SchemaFormat;

/** Hot path. Avro by the schemas of a registry. */
public final class AvroFormat implements SchemaFormat<AvroSchema> {
    private final AvroReader reader = new AvroReader();
    private final Decoder decoder;

    /** Payloads of a stream. */
    public AvroFormat(StreamConfig stream) {
        decoder = new ObjectDecoder(stream, reader);
    }

    @Override
    public RegisteredSchema.Kind kind() {
        return RegisteredSchema.Kind.AVRO;
    }

    @Override
    public AvroSchema compile(RegisteredSchema schema) throws SchemaException {
        return AvroSchema.of(schema);
    }

    @Override
    public int use(AvroSchema schema, byte[] payload, int offset, int length) {
        reader.use(schema);
        return 0;
    }

    @Override
    public Decoder decoder() {
        return decoder;
    }
}
