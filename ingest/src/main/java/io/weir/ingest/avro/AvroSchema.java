package io.weir.ingest.avro;

import io.weir.config.PayloadPath;
import io.weir.ingest.decode.RowShape;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.registry.RegisteredSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** What payloads are written by. Immutable. */
public final class AvroSchema implements RowShape {
    /** Of a record without fields. */
    static final AvroSchema NONE = new AvroSchema(Schema.createRecord("none", "", "", false, List.of()));

    private final Schema schema;
    private final AvroType root;
    private final long fingerprint;

    private AvroSchema(Schema schema) {
        this.schema = schema;
        this.root = AvroType.compile(schema);
        this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    }

    /**
     * Reads a schema's JSON.
     *
     * @throws SchemaException if it cannot be read, or has no rows in it
     */
    public static AvroSchema read(Path file) throws SchemaException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new SchemaException("cannot be read: " + e);
        }
        return of(parse(parser(), text));
    }

    /** @throws SchemaException if it is none, or has no rows in it */
    static AvroSchema of(RegisteredSchema registered) throws SchemaException {
        Schema.Parser parser = parser();
        addReferences(parser, registered, new HashSet<>());
        return of(parse(parser, registered.text()));
    }

    private static AvroSchema of(Schema schema) throws SchemaException {
        if (!hasRows(schema)) {
            throw new SchemaException("is the schema of " + article(schema.getType())
                    + ", expected that of a record, or of an array of records");
        }
        return new AvroSchema(schema);
    }

    private static boolean hasRows(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, MAP -> true;
            case ARRAY -> hasRows(schema.getElementType());
            case UNION -> schema.getTypes().stream().anyMatch(AvroSchema::hasRows);
            default -> false;
        };
    }

    private static String article(Schema.Type type) {
        return (type == Schema.Type.INT || type == Schema.Type.ENUM || type == Schema.Type.ARRAY ? "an " : "a ")
                + type.getName();
    }

    private static Schema.Parser parser() {
        // Defaults are of no use here: payloads are read by the schema that they were written by.
        return new Schema.Parser().setValidateDefaults(false);
    }

    /** Lets the parser know what is referred to, each once, what stands deepest first. */
    private static void addReferences(Schema.Parser parser, RegisteredSchema schema, Set<String> parsed)
            throws SchemaException {
        for (RegisteredSchema.Reference reference : schema.references()) {
            addReferences(parser, reference.schema(), parsed);
            if (parsed.add(reference.schema().text())) {
                parse(parser, reference.schema().text());
            }
        }
    }

    private static Schema parse(Schema.Parser parser, String text) throws SchemaException {
        try {
            return parser.parse(text);
        } catch (AvroRuntimeException e) {
            throw new SchemaException("is no Avro schema: " + SchemaException.line(e));
        }
    }

    AvroType root() {
        return root;
    }

    /** CRC-64-AVRO of the schema's parsing canonical form (Avro's specification, "Schema Fingerprints"). */
    long fingerprint() {
        return fingerprint;
    }

    private Schema row() {
        Schema row = schema;
        while (row.getType() == Schema.Type.ARRAY) {
            row = row.getElementType();
        }
        return row;
    }

    @Override
    public Collection<String> names() {
        Schema row = row();
        return row.getType() == Schema.Type.RECORD
                ? row.getFields().stream().map(Schema.Field::name).toList()
                : List.of();
    }

    @Override
    public boolean has(PayloadPath path) {
        return has(row(), path.names());
    }

    private static boolean has(Schema in, List<String> path) {
        if (path.isEmpty()) {
            return true;
        }
        List<String> rest = path.subList(1, path.size());
        return switch (in.getType()) {
            case RECORD -> {
                Schema.Field field = in.getField(path.get(0));
                yield field != null && has(field.schema(), rest);
            }
            case MAP -> has(in.getValueType(), rest);
            case UNION -> in.getTypes().stream().anyMatch(it -> has(it, path));
            default -> false;
        };
    }
}
