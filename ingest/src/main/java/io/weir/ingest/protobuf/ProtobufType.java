package io.weir.ingest.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.config.PayloadPath;
import io.weir.config.Suggest;
import io.weir.ingest.decode.RowShape;
import io.weir.ingest.decode.SchemaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The type of a message, from a file of descriptors, and which field of it the rows are. Immutable. */
public final class ProtobufType implements RowShape {
    private static final int SHOWN_TYPES = 10;

    private final Descriptor descriptor;
    private final @Nullable FieldDescriptor rows;

    private ProtobufType(Descriptor descriptor, @Nullable FieldDescriptor rows) {
        this.descriptor = descriptor;
        this.rows = rows;
    }

    /**
     * The same type, where each message of a repeated field is a row.
     *
     * @param field empty: the message is the row
     * @throws SchemaException if it has no such field
     */
    public ProtobufType withRows(Optional<String> field) throws SchemaException {
        return field.isEmpty() ? this : new ProtobufType(descriptor, rowsField(descriptor, field.get()));
    }

    /** @throws SchemaException if the type has no repeated field of messages with this name */
    static FieldDescriptor rowsField(Descriptor type, String name) throws SchemaException {
        FieldDescriptor field = type.findFieldByName(name);
        if (field != null && field.isRepeated() && !field.isMapField() && isMessage(field)) {
            return field;
        }
        List<String> others = type.getFields().stream()
                .filter(it -> it.isRepeated() && !it.isMapField() && isMessage(it))
                .map(FieldDescriptor::getName)
                .toList();
        throw new SchemaException("has no repeated messages '" + name + "' in " + type.getFullName()
                + (others.isEmpty() ? "; it has none at all" : "; it has: " + String.join(", ", others)));
    }

    /**
     * The type of this name in a file that {@code protoc --descriptor_set_out} wrote.
     *
     * @param message with its package: {@code plant.Press}
     * @throws SchemaException if there is none, or the file is no such file
     */
    public static ProtobufType read(Path file, String message) throws SchemaException {
        Map<String, FileDescriptorProto> protos = new LinkedHashMap<>();
        try {
            FileDescriptorSet.parseFrom(Files.readAllBytes(file))
                    .getFileList()
                    .forEach(it -> protos.putIfAbsent(it.getName(), it));
        } catch (InvalidProtocolBufferException e) {
            throw new SchemaException(
                    "is no file of descriptors, as protoc --descriptor_set_out writes it: " + SchemaException.line(e));
        } catch (IOException e) {
            throw new SchemaException("cannot be read: " + e);
        }
        DescriptorFiles files = new DescriptorFiles(protos);
        Map<String, Descriptor> types = new LinkedHashMap<>();
        for (String name : protos.keySet()) {
            files.build(name).getMessageTypes().forEach(it -> addWithNested(it, types));
        }
        Descriptor found = types.get(message);
        if (found == null) {
            throw new SchemaException("has no message '" + message + "'" + hint(message, types.keySet()));
        }
        return new ProtobufType(found, null);
    }

    private static void addWithNested(Descriptor type, Map<String, Descriptor> types) {
        types.putIfAbsent(type.getFullName(), type);
        type.getNestedTypes().forEach(it -> addWithNested(it, types));
    }

    private static String hint(String message, Set<String> types) {
        if (types.isEmpty()) {
            return "; it has no messages at all";
        }
        return Suggest.nearest(message, types)
                .map(it -> "; did you mean '" + it + "'?")
                .orElseGet(
                        () -> "; it has: " + types.stream().limit(SHOWN_TYPES).collect(Collectors.joining(", ")));
    }

    Descriptor descriptor() {
        return descriptor;
    }

    /** The field whose messages are the rows; null: the message is the row. */
    @Nullable FieldDescriptor rows() {
        return rows;
    }

    private Descriptor row() {
        return rows == null ? descriptor : rows.getMessageType();
    }

    @Override
    public Collection<String> names() {
        return row().getFields().stream().map(FieldDescriptor::getName).toList();
    }

    @Override
    public boolean has(PayloadPath path) {
        return has(row(), path.names());
    }

    private static boolean has(Descriptor type, List<String> path) {
        FieldDescriptor field = type.findFieldByName(path.get(0));
        if (field == null) {
            return false;
        }
        List<String> rest = path.subList(1, path.size());
        if (rest.isEmpty()) {
            return true;
        }
        if (!field.isMapField()) {
            return isMessage(field) && !field.isRepeated() && has(field.getMessageType(), rest);
        }
        FieldDescriptor value = field.getMessageType().findFieldByName("value");
        return rest.size() == 1 || (isMessage(value) && has(value.getMessageType(), rest.subList(1, rest.size())));
    }

    private static boolean isMessage(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    }
}
