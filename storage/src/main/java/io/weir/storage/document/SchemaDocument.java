package io.weir.storage.document;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema as a document, so that a journal can be read without its configuration. The body, behind the
 * {@linkplain DocumentHeader header}, whose schema id must be that of what follows:
 *
 * <pre>
 *   | kind 1 | 0 | field count 2 | name length 2 | name | then each field: | type 1 | 0 | name length 2 | name |
 * </pre>
 */
public final class SchemaDocument {
    private SchemaDocument() {}

    /**
     * The schema as a document.
     *
     * @param sequence of the last ROWS document before it
     * @throws IllegalArgumentException if the schema is too large for a document
     */
    public static byte[] encode(Schema schema, long sequence, long durable) {
        byte[] name = schema.name().getBytes(StandardCharsets.UTF_8);
        List<byte[]> names = new ArrayList<>();
        int size = DocumentHeader.BYTES + 6 + name.length;
        for (Field field : schema.fields()) {
            byte[] utf8 = field.name().getBytes(StandardCharsets.UTF_8);
            names.add(utf8);
            size += 4 + utf8.length;
        }
        if (size > DocumentHeader.MAX_DOCUMENT_BYTES || names.size() > 0xffff) {
            throw new IllegalArgumentException("schema " + schema.name() + " of " + names.size() + " fields has " + size
                    + " bytes, at most " + DocumentHeader.MAX_DOCUMENT_BYTES + " fit");
        }
        ByteBuffer out =
                ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).position(DocumentHeader.BYTES);
        out.put(schema.kind().code()).put((byte) 0).putShort((short) names.size());
        out.putShort((short) name.length).put(name);
        for (int i = 0; i < names.size(); i++) {
            out.put(schema.fields().get(i).type().code()).put((byte) 0);
            out.putShort((short) names.get(i).length).put(names.get(i));
        }
        DocumentHeader header = new DocumentHeader();
        header.clear();
        header.kind = DocumentKind.SCHEMA;
        header.sequence = sequence;
        header.durable = durable;
        header.schemaId = schema.id();
        header.length = size;
        header.write(out.array());
        return out.array();
    }

    /**
     * The schema in a document whose header has been read.
     *
     * @throws DocumentException if it makes no sense
     */
    public static Schema decode(byte[] document, DocumentHeader header) throws DocumentException {
        DocumentBody body = new DocumentBody();
        NameCache names = new NameCache();
        body.reset(document, header.length);
        int head = body.take(4, "the head of a schema");
        Schema.Kind kind = kind(document[head]);
        int fieldCount = LittleEndian.getShort(document, head + 2);
        String name = body.takeText(body.takeShort("a name's length"), names, "the name of a schema");
        DocumentBody.check((long) fieldCount * 4 <= body.remaining(), "the number of fields", fieldCount);
        List<Field> fields = new ArrayList<>(fieldCount);
        for (int i = 0; i < fieldCount; i++) {
            byte type = document[body.take(2, "a field")];
            String fieldName = body.takeText(body.takeShort("a name's length"), names, "the name of a field");
            fields.add(new Field(
                    fieldName,
                    DocumentBody.known(FieldType.ofCode(type).orElse(null), "the type of field " + fieldName, type)));
        }
        body.expectEnd();
        Schema schema = schema(kind, name, fields);
        if (schema.id() != header.schemaId) {
            throw new DocumentException("the schema of " + name + " does not have the id that its header says");
        }
        return schema;
    }

    private static Schema.Kind kind(byte code) throws DocumentException {
        for (Schema.Kind kind : Schema.Kind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new DocumentException("the kind of a schema is " + code + ", which is unknown");
    }

    private static Schema schema(Schema.Kind kind, String name, List<Field> fields) throws DocumentException {
        try {
            return new Schema(kind, name, fields);
        } catch (IllegalArgumentException e) {
            throw new DocumentException(String.valueOf(e.getMessage()));
        }
    }
}
