package io.weir.ingest.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.decode.TokenReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message with the client library, and gives its fields by their names in the {@code .proto} file. The library
 * allocates: fields may come in any order and more than once, and the last one counts.
 *
 * <pre>
 *   a field without presence that is not sent      its default, which is what that means: 0, "", false
 *   a field with presence that is not set          is not there
 *   enum                                           the name; the number if it has none
 *   map                                            an object
 *   google.protobuf.Timestamp                      a time
 *   google.protobuf.DoubleValue and its like       the value
 *   a field that the type does not have            a member called by the field's number
 * </pre>
 *
 * One thread.
 */
public final class ProtobufReader implements TokenReader {
    private static final String TIMESTAMP = "google.protobuf.Timestamp";
    private static final String WRAPPERS = "google/protobuf/wrappers.proto";
    private static final int MAX_TYPES = 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Descriptor type = Empty.getDescriptor();
    private @Nullable FieldDescriptor rows;
    private @Nullable Message message;
    private String problem = "";
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Descriptor, Layout> layouts = new HashMap<>();

    // Of the last value.
    private byte[] bytes = {};
    private long integer;
    private double real;
    private long count;
    private TimeUnitConfig unit = TimeUnitConfig.NS;

    /** What is known of a type's fields. */
    private static final class Layout {
        private final FieldDescriptor[] fields;
        private final byte[][] names;
        private final Shape shape;

        Layout(Descriptor type) {
            fields = type.getFields().toArray(FieldDescriptor[]::new);
            names = new byte[fields.length][];
            for (int i = 0; i < fields.length; i++) {
                names[i] = fields[i].getName().getBytes(StandardCharsets.UTF_8);
            }
            shape = Shape.of(type);
        }
    }

    /** What becomes of a message. */
    private enum Shape {
        OBJECT,
        TIME,
        /** Its only field. */
        VALUE;

        static Shape of(Descriptor type) {
            if (type.getFullName().equals(TIMESTAMP)) {
                return TIME;
            }
            return type.getFile().getName().equals(WRAPPERS) ? VALUE : OBJECT;
        }
    }

    /** A member, or an element. */
    private static final class Item {
        /** Null in an array. */
        private final byte @Nullable [] name;
        /** Tells the value's type; null: its Java type does, as in a field that the type does not have. */
        private final @Nullable FieldDescriptor field;

        private final Object value;

        Item(byte @Nullable [] name, @Nullable FieldDescriptor field, Object value) {
            this.name = name;
            this.field = field;
            this.value = value;
        }
    }

    /** A container that is open. */
    private static final class Open {
        private final Iterator<Item> items;
        private @Nullable Item named;

        Open(List<Item> items) {
            this.items = items.iterator();
        }
    }

    /** The next messages are of this type; must be called before the first. */
    public void use(ProtobufType next) {
        use(next.descriptor(), next.rows());
    }

    /** @param field of that type, whose messages are the rows; null: the message is the row */
    void use(Descriptor next, @Nullable FieldDescriptor field) {
        type = next;
        rows = field;
    }

    @Override
    public void start(byte[] payload, int offset, int length) {
        open.clear();
        problem = "";
        message = null;
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        try {
            builder.mergeFrom(payload, offset, length);
            if (builder.isInitialized()) {
                message = builder.buildPartial();
            } else {
                problem = "required fields are missing: " + builder.getInitializationErrorString();
            }
        } catch (InvalidProtocolBufferException e) {
            problem = SchemaException.line(e);
        }
    }

    @Override
    public Token next() throws Malformed {
        Open top = open.peek();
        if (top == null) {
            if (message == null) {
                throw new Malformed(Reason.INVALID_PROTOBUF, problem);
            }
            Message whole = message;
            message = null;
            return rows == null ? object(whole) : array(rows, (List<?>) whole.getField(rows));
        }
        Item item = top.named;
        if (item == null) {
            item = top.items.next();
            if (item.name != null) {
                top.named = item;
                bytes = item.name;
                return Token.TEXT;
            }
        }
        top.named = null;
        if (!top.items.hasNext()) {
            open.pop();
        }
        return item.field == null ? unknown(item.value) : value(item.field, item.value);
    }

    private Token value(FieldDescriptor field, Object value) {
        if (value instanceof List<?> list) {
            return field.isMapField() ? map(list) : array(field, list);
        }
        return switch (field.getJavaType()) {
            case INT -> {
                int number = (Integer) value;
                boolean unsigned = field.getType() == FieldDescriptor.Type.UINT32
                        || field.getType() == FieldDescriptor.Type.FIXED32;
                yield integer(unsigned ? Integer.toUnsignedLong(number) : number);
            }
            case LONG -> {
                boolean unsigned = field.getType() == FieldDescriptor.Type.UINT64
                        || field.getType() == FieldDescriptor.Type.FIXED64;
                integer = (Long) value;
                yield unsigned && integer < 0 ? Token.UNSIGNED : Token.INTEGER;
            }
            case FLOAT -> real((Float) value);
            case DOUBLE -> real((Double) value);
            case BOOLEAN -> (Boolean) value ? Token.TRUE : Token.FALSE;
            case STRING -> text((String) value);
            case BYTE_STRING -> bytes((ByteString) value);
            case ENUM -> {
                EnumValueDescriptor constant = (EnumValueDescriptor) value;
                yield constant.getIndex() < 0 ? integer(constant.getNumber()) : text(constant.getName());
            }
            case MESSAGE -> message((Message) value);
        };
    }

    private Token message(Message value) {
        Layout layout = layout(value.getDescriptorForType());
        return switch (layout.shape) {
            case OBJECT -> object(value);
            case TIME -> time(value, layout);
            case VALUE -> value(layout.fields[0], value.getField(layout.fields[0]));
        };
    }

    private Token time(Message timestamp, Layout layout) {
        long seconds = (Long) timestamp.getField(layout.fields[0]);
        int nanos = (Integer) timestamp.getField(layout.fields[1]);
        long most = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
        boolean fits = seconds <= most && seconds >= -most;
        integer = fits ? seconds * NANOS_PER_SECOND + nanos : seconds;
        unit = fits ? TimeUnitConfig.NS : TimeUnitConfig.S;
        return Token.TIME;
    }

    private Token object(Message value) {
        Layout layout = layout(value.getDescriptorForType());
        List<Item> members = new ArrayList<>(layout.fields.length);
        for (int i = 0; i < layout.fields.length; i++) {
            FieldDescriptor field = layout.fields[i];
            boolean there = field.isRepeated()
                    ? value.getRepeatedFieldCount(field) > 0
                    : !field.hasPresence() || value.hasField(field);
            if (there) {
                members.add(new Item(layout.names[i], field, value.getField(field)));
            }
        }
        value.getUnknownFields().asMap().forEach((number, field) -> members.add(unknown(number, field)));
        return open(Token.OBJECT, members);
    }

    private Token map(List<?> entries) {
        List<Item> members = new ArrayList<>(entries.size());
        for (Object each : entries) {
            Message entry = (Message) each;
            Layout layout = layout(entry.getDescriptorForType());
            String key = String.valueOf(entry.getField(layout.fields[0]));
            members.add(
                    new Item(key.getBytes(StandardCharsets.UTF_8), layout.fields[1], entry.getField(layout.fields[1])));
        }
        return open(Token.OBJECT, members);
    }

    private Token array(FieldDescriptor field, List<?> values) {
        List<Item> elements = new ArrayList<>(values.size());
        values.forEach(it -> elements.add(new Item(null, field, it)));
        return open(Token.ARRAY, elements);
    }

    private static Item unknown(int number, UnknownFieldSet.Field field) {
        List<Object> values = new ArrayList<>();
        values.addAll(field.getVarintList());
        values.addAll(field.getFixed64List());
        field.getFixed32List().forEach(it -> values.add(Integer.toUnsignedLong(it)));
        values.addAll(field.getLengthDelimitedList());
        values.addAll(field.getGroupList());
        byte[] name = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
        return new Item(name, null, values.size() == 1 ? values.get(0) : values);
    }

    private Token unknown(Object value) {
        if (value instanceof List<?> list) {
            List<Item> elements = new ArrayList<>(list.size());
            list.forEach(it -> elements.add(new Item(null, null, it)));
            return open(Token.ARRAY, elements);
        }
        if (value instanceof Long number) {
            integer = number;
            return integer < 0 ? Token.UNSIGNED : Token.INTEGER;
        }
        return value instanceof ByteString string ? bytes(string) : Token.OTHER;
    }

    private Token open(Token token, List<Item> items) {
        count = items.size();
        if (count > 0) {
            open.push(new Open(items));
        }
        return token;
    }

    private Layout layout(Descriptor descriptor) {
        Layout known = layouts.get(descriptor);
        if (known != null) {
            return known;
        }
        if (layouts.size() >= MAX_TYPES) {
            layouts.clear();
        }
        Layout layout = new Layout(descriptor);
        layouts.put(descriptor, layout);
        return layout;
    }

    private Token integer(long value) {
        integer = value;
        return Token.INTEGER;
    }

    private Token real(double value) {
        real = value;
        return Token.REAL;
    }

    private Token text(String value) {
        bytes = value.getBytes(StandardCharsets.UTF_8);
        return Token.TEXT;
    }

    private Token bytes(ByteString value) {
        bytes = value.toByteArray();
        return Token.BYTES;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean atBreak() {
        throw new IllegalStateException("every container has a count");
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int from() {
        return 0;
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public long integer() {
        return integer;
    }

    @Override
    public double real() {
        return real;
    }

    @Override
    public TimeUnitConfig unit() {
        return unit;
    }

    @Override
    public boolean isAtEnd() {
        return true;
    }

    @Override
    public int consumed() {
        return -1;
    }

    @Override
    public Reason invalid() {
        return Reason.INVALID_PROTOBUF;
    }
}
