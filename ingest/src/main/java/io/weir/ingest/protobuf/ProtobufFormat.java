package io.weir.ingest.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.ObjectDecoder;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.decode.TokenReader.Malformed;
import io.weir.ingest.registry.RegisteredSchema;
import io.weir.ingest.registry.SchemaFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages by the schemas of a registry. Before a message stands the path to its type (Confluent's wire format): how many
 * numbers, then each, all as zig-zag varints; a single 0 is short for the first type of the file.
 */
public final class ProtobufFormat implements SchemaFormat<ProtobufSchema> {
    private static final int MAX_PATH = 32;

    private final ProtobufReader reader = new ProtobufReader();
    private final Optional<String> rows;
    private final Decoder decoder;
    private final int[] path = new int[MAX_PATH];
    private int position;

    /**
     * Payloads of a stream.
     *
     * @param rows the repeated field whose messages are the rows; empty: the message is the row
     */
    public ProtobufFormat(StreamConfig stream, Optional<String> rows) {
        this.rows = rows;
        decoder = new ObjectDecoder(stream, reader);
    }

    @Override
    public RegisteredSchema.Kind kind() {
        return RegisteredSchema.Kind.PROTOBUF;
    }

    @Override
    public ProtobufSchema compile(RegisteredSchema schema) throws SchemaException {
        return ProtobufSchema.of(schema);
    }

    @Override
    public int use(ProtobufSchema schema, byte[] payload, int offset, int length) throws Malformed {
        position = offset;
        int end = offset + length;
        int count = number(payload, end);
        if (count < 0 || count > MAX_PATH) {
            throw new Malformed(Reason.INVALID_PROTOBUF, "the path to the message's type has " + count + " numbers");
        }
        path[0] = 0;
        for (int i = 0; i < count; i++) {
            path[i] = number(payload, end);
        }
        Descriptor type = schema.type(path, Math.max(1, count));
        if (type == null) {
            throw new Malformed(Reason.INVALID_PROTOBUF, "the path to the message's type leads nowhere in its schema");
        }
        reader.use(type, rows(type));
        return position - offset;
    }

    private @Nullable FieldDescriptor rows(Descriptor type) throws Malformed {
        if (rows.isEmpty()) {
            return null;
        }
        try {
            return ProtobufType.rowsField(type, rows.get());
        } catch (SchemaException e) {
            throw new Malformed(Reason.UNKNOWN_SCHEMA, "the schema " + e.problem());
        }
    }

    private int number(byte[] payload, int end) throws Malformed {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE && position < end; shift += 7) {
            int next = payload[position++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new Malformed(Reason.INVALID_PROTOBUF, "the path to the message's type breaks off");
    }

    @Override
    public Decoder decoder() {
        return decoder;
    }
}
