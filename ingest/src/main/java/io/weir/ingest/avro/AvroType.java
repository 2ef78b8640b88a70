package io.weir.ingest.avro;

import io.weir.config.TimeUnitConfig;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A type of a schema, made ready for reading. A record may contain itself. Immutable once compiled. */
final class AvroType {
    private static final byte[][] NO_NAMES = {};
    private static final AvroType[] NONE = {};
    /** No scale: bytes that are no decimal number. */
    static final int NO_SCALE = -1;

    /** A greater scale is taken for a mistake: the digits of one value would fill pages. */
    private static final int MAX_SCALE = 1_000;

    final Schema.Type kind;
    /** Of a record's fields, or an enum's symbols; UTF-8. */
    final byte[][] names;
    /** Of a fixed. */
    final int size;
    /** Of a decimal number in bytes or a fixed; else {@link #NO_SCALE}. */
    final int scale;
    /** Of a long that is a time; else null. */
    final @Nullable TimeUnitConfig unit;
    /** A record's fields, a union's branches; the items of an array, the values of a map. */
    AvroType[] children = NONE;

    private AvroType(Schema schema) {
        kind = schema.getType();
        size = kind == Schema.Type.FIXED ? schema.getFixedSize() : 0;
        names = names(schema);
        LogicalType logical = schema.getLogicalType();
        scale = logical instanceof LogicalTypes.Decimal decimal && decimal.getScale() <= MAX_SCALE
                ? decimal.getScale()
                : NO_SCALE;
        unit = kind == Schema.Type.LONG && logical != null ? unit(logical.getName()) : null;
    }

    private static byte[][] names(Schema schema) {
        List<String> names = switch (schema.getType()) {
            case RECORD -> schema.getFields().stream().map(Schema.Field::name).toList();
            case ENUM -> schema.getEnumSymbols();
            default -> List.of();
        };
        return names.isEmpty()
                ? NO_NAMES
                : names.stream().map(it -> it.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    /** Times of a place without zone are none: they stay numbers. */
    private static @Nullable TimeUnitConfig unit(String logicalType) {
        return switch (logicalType) {
            case "timestamp-millis" -> TimeUnitConfig.MS;
            case "timestamp-micros" -> TimeUnitConfig.US;
            case "timestamp-nanos" -> TimeUnitConfig.NS;
            default -> null;
        };
    }

    static AvroType compile(Schema schema) {
        return compile(schema, new IdentityHashMap<>());
    }

    private static AvroType compile(Schema schema, Map<Schema, AvroType> known) {
        AvroType before = known.get(schema);
        if (before != null) {
            return before;
        }
        AvroType type = new AvroType(schema);
        known.put(schema, type);
        List<Schema> parts = switch (schema.getType()) {
            case RECORD -> schema.getFields().stream().map(Schema.Field::schema).toList();
            case UNION -> schema.getTypes();
            case ARRAY -> List.of(schema.getElementType());
            case MAP -> List.of(schema.getValueType());
            default -> List.of();
        };
        type.children = parts.stream().map(it -> compile(it, known)).toArray(AvroType[]::new);
        return type;
    }

    /** Whether each value takes a byte at least. */
    boolean takesBytes() {
        return !(kind == Schema.Type.NULL || kind == Schema.Type.RECORD || (kind == Schema.Type.FIXED && size == 0));
    }
}
