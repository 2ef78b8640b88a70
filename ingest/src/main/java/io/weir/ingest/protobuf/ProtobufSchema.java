package io.weir.ingest.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.registry.RegisteredSchema;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compiled {@code .proto} file from a registry. Immutable. */
final class ProtobufSchema {
    /** Registries give the file itself no name that counts. */
    private static final String MAIN = "(schema)";

    private final FileDescriptor file;

    private ProtobufSchema(FileDescriptor file) {
        this.file = file;
    }

    /** @throws SchemaException if it is no compiled file, or cannot be linked with what it refers to */
    static ProtobufSchema of(RegisteredSchema registered) throws SchemaException {
        Map<String, FileDescriptorProto> protos = new LinkedHashMap<>();
        addReferences(registered, protos);
        protos.put(MAIN, parse(registered.text()));
        return new ProtobufSchema(new DescriptorFiles(protos).build(MAIN));
    }

    private static void addReferences(RegisteredSchema schema, Map<String, FileDescriptorProto> protos)
            throws SchemaException {
        for (RegisteredSchema.Reference reference : schema.references()) {
            addReferences(reference.schema(), protos);
            if (!protos.containsKey(reference.name())) {
                FileDescriptorProto proto = parse(reference.schema().text());
                // It is imported by the name of the reference, whatever it calls itself.
                protos.put(
                        reference.name(),
                        proto.toBuilder().setName(reference.name()).build());
            }
        }
    }

    private static FileDescriptorProto parse(String text) throws SchemaException {
        try {
            return FileDescriptorProto.parseFrom(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            throw new SchemaException("is given as the text of a .proto file: the registry does not know"
                    + " format=serialized; use descriptor_file instead");
        }
    }

    /**
     * The type at the end of a path: the number of one of the file's types, then of those nested in it; null if there is
     * none.
     *
     * @param length of the path, at least 1
     */
    @Nullable Descriptor type(int[] path, int length) {
        List<Descriptor> types = file.getMessageTypes();
        Descriptor found = null;
        for (int i = 0; i < length; i++) {
            if (path[i] < 0 || path[i] >= types.size()) {
                return null;
            }
            found = types.get(path[i]);
            types = found.getNestedTypes();
        }
        return found;
    }
}
