package io.weir.ingest.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;

/**
 * What {@code protoc} makes of:
 *
 * <pre>
 *   // loc.proto                     // plant.proto
 *   syntax = "proto3";               syntax = "proto3";
 *   package plant;                   package plant;
 *   message Loc {                    message Press {
 *     int32 line = 1;                  int64 ts = 1;  int64 seq = 2;  optional double temp = 3;  Loc loc = 4;
 *   }                                  bool on = 5;   string name = 6;  optional int64 at = 7;
 *                                      uint64 u64 = 10;  uint32 u32 = 11;  float f32 = 12;  Mode mode = 13;
 *   // old.proto                       google.protobuf.Timestamp stamp = 14;
 *   syntax = "proto2";                 google.protobuf.DoubleValue boxed = 15;
 *   package plant;                     map&lt;string, int32&gt; map = 16;  repeated int32 list = 17;  bytes raw = 18;
 *                                      repeated Loc locs = 19;
 *   message Old {                    }
 *     required int32 must = 1;       enum Mode { OFF = 0; ON = 1; }
 *   }
 * </pre>
 */
public final class Plant {
    private Plant() {}

    /** All three, what is imported behind what imports it. */
    public static FileDescriptorSet files() {
        return FileDescriptorSet.newBuilder()
                .addFile(plant())
                .addFile(loc())
                .addFile(old())
                .build();
    }

    /** {@code plant.proto}. */
    public static FileDescriptorProto plant() {
        DescriptorProto entry = DescriptorProto.newBuilder()
                .setName("MapEntry")
                .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                .addField(field("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
                .addField(field("value", 2, FieldDescriptorProto.Type.TYPE_INT32))
                .build();
        DescriptorProto press = DescriptorProto.newBuilder()
                .setName("Press")
                .addField(field("ts", 1, FieldDescriptorProto.Type.TYPE_INT64))
                .addField(field("seq", 2, FieldDescriptorProto.Type.TYPE_INT64))
                .addField(field("temp", 3, FieldDescriptorProto.Type.TYPE_DOUBLE)
                        .setProto3Optional(true)
                        .setOneofIndex(0))
                .addField(
                        field("loc", 4, FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(".plant.Loc"))
                .addField(field("on", 5, FieldDescriptorProto.Type.TYPE_BOOL))
                .addField(field("name", 6, FieldDescriptorProto.Type.TYPE_STRING))
                .addField(field("at", 7, FieldDescriptorProto.Type.TYPE_INT64)
                        .setProto3Optional(true)
                        .setOneofIndex(1))
                .addField(field("u64", 10, FieldDescriptorProto.Type.TYPE_UINT64))
                .addField(field("u32", 11, FieldDescriptorProto.Type.TYPE_UINT32))
                .addField(field("f32", 12, FieldDescriptorProto.Type.TYPE_FLOAT))
                .addField(field("mode", 13, FieldDescriptorProto.Type.TYPE_ENUM).setTypeName(".plant.Mode"))
                .addField(field("stamp", 14, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(".google.protobuf.Timestamp"))
                .addField(field("boxed", 15, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setTypeName(".google.protobuf.DoubleValue"))
                .addField(field("map", 16, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                        .setTypeName(".plant.Press.MapEntry"))
                .addField(field("list", 17, FieldDescriptorProto.Type.TYPE_INT32)
                        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
                .addField(field("raw", 18, FieldDescriptorProto.Type.TYPE_BYTES))
                .addField(field("locs", 19, FieldDescriptorProto.Type.TYPE_MESSAGE)
                        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
                        .setTypeName(".plant.Loc"))
                .addNestedType(entry)
                .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_temp"))
                .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_at"))
                .build();
        return FileDescriptorProto.newBuilder()
                .setName("plant.proto")
                .setPackage("plant")
                .setSyntax("proto3")
                .addDependency("loc.proto")
                .addDependency("google/protobuf/timestamp.proto")
                .addDependency("google/protobuf/wrappers.proto")
                .addMessageType(press)
                .addEnumType(EnumDescriptorProto.newBuilder()
                        .setName("Mode")
                        .addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("OFF")
                                .setNumber(0))
                        .addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("ON")
                                .setNumber(1)))
                .build();
    }

    /** {@code loc.proto}. */
    public static FileDescriptorProto loc() {
        return FileDescriptorProto.newBuilder()
                .setName("loc.proto")
                .setPackage("plant")
                .setSyntax("proto3")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Loc")
                        .addField(field("line", 1, FieldDescriptorProto.Type.TYPE_INT32)))
                .build();
    }

    private static FileDescriptorProto old() {
        return FileDescriptorProto.newBuilder()
                .setName("old.proto")
                .setPackage("plant")
                .setSyntax("proto2")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Old")
                        .addField(field("must", 1, FieldDescriptorProto.Type.TYPE_INT32)
                                .setLabel(FieldDescriptorProto.Label.LABEL_REQUIRED)))
                .build();
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }
}
