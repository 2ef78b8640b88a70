package io.weir.storage;

import io.weir.model.Schema;
import io.weir.storage.chronicle.GenerationReader;
import io.weir.storage.document.DocumentException;
import io.weir.storage.document.DocumentHeader;
import io.weir.storage.document.DocumentKind;
import io.weir.storage.document.SchemaDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the schemas of one generation. */
final class SchemaScan {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaScan.class);

    private SchemaScan() {}

    /** All schemas in the order in which they were written; those that can be read if the generation is damaged. */
    static List<Schema> of(Path directory) {
        List<Schema> schemas = new ArrayList<>();
        DocumentHeader header = new DocumentHeader();
        try (GenerationReader reader = GenerationReader.open(directory, DocumentHeader.MAX_DOCUMENT_BYTES)) {
            for (int length = reader.read(); length != GenerationReader.NONE; length = reader.read()) {
                try {
                    SoundHeader.read(header, reader, length);
                    if (header.kind() == DocumentKind.SCHEMA) {
                        schemas.add(SchemaDocument.decode(reader.bytes(), header));
                    }
                } catch (DocumentException e) {
                    LOG.debug("document {} of {}: {}", reader.ordinal(), directory, e.getMessage());
                }
            }
        } catch (IOException e) {
            LOG.error("{}", e.getMessage());
        }
        return schemas;
    }
}
