package io.weir.ingest.protobuf;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.SourceContextProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.TypeProto;
import com.google.protobuf.WrappersProto;
import io.weir.ingest.decode.SchemaException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compiled {@code .proto} files by their names. Links each with those that it imports. One thread. */
final class DescriptorFiles {
    /** Files that come with the compiler, and which nobody sends along. */
    private static final Map<String, FileDescriptor> BUILT_IN = Stream.of(
                    AnyProto.getDescriptor(),
                    ApiProto.getDescriptor(),
                    DescriptorProtos.getDescriptor(),
                    DurationProto.getDescriptor(),
                    EmptyProto.getDescriptor(),
                    FieldMaskProto.getDescriptor(),
                    SourceContextProto.getDescriptor(),
                    StructProto.getDescriptor(),
                    TimestampProto.getDescriptor(),
                    TypeProto.getDescriptor(),
                    WrappersProto.getDescriptor())
            .collect(Collectors.toUnmodifiableMap(FileDescriptor::getName, it -> it));

    private final Map<String, FileDescriptorProto> protos;
    private final Map<String, FileDescriptor> built = new LinkedHashMap<>();
    private final Set<String> open = new LinkedHashSet<>();

    DescriptorFiles(Map<String, FileDescriptorProto> protos) {
        this.protos = protos;
    }

    /** @throws SchemaException if it is not there, or cannot be linked */
    FileDescriptor build(String name) throws SchemaException {
        FileDescriptor known = built.get(name);
        if (known != null) {
            return known;
        }
        FileDescriptorProto proto = protos.get(name);
        FileDescriptor file = proto == null ? BUILT_IN.get(name) : link(name, proto);
        if (file == null) {
            throw new SchemaException(
                    "imports " + name + ", which is not in it; write it with protoc --include_imports");
        }
        built.put(name, file);
        return file;
    }

    private FileDescriptor link(String name, FileDescriptorProto proto) throws SchemaException {
        if (!open.add(name)) {
            throw new SchemaException("imports " + name + " in a circle");
        }
        List<FileDescriptor> imports = new ArrayList<>();
        for (String imported : proto.getDependencyList()) {
            imports.add(build(imported));
        }
        try {
            return FileDescriptor.buildFrom(proto, imports.toArray(FileDescriptor[]::new));
        } catch (DescriptorValidationException e) {
            throw new SchemaException("cannot be used: " + SchemaException.line(e));
        }
    }
}
