package io.weir.ingest.registry;

import java.util.List;

/**
 * A schema as the registry gave it.
 *
 * @param text Avro's or JSON Schema's JSON, or the text of a {@code .proto} file
 * @param references what the text refers to by name, each with its own references, in the registry's order
 */
public record RegisteredSchema(Kind kind, String text, List<Reference> references) {
    /** What language the text is in. */
    public enum Kind {
        AVRO,
        PROTOBUF,
        JSON
    }

    /**
     * Another schema.
     *
     * @param name by which the text refers to it: a type's full name, or the name of a file
     */
    public record Reference(String name, RegisteredSchema schema) {}

    public RegisteredSchema {
        references = List.copyOf(references);
    }
}
