package io.weir.storage.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.model.DeadLetters;
import io.weir.model.Schema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadDocumentsTest {
    private final DocumentHeader header = new DocumentHeader();

    @Test
    void shouldDecodeSchemas() throws DocumentException {
        for (Schema schema :
                List.of(Batches.ALL_TYPES, DeadLetters.SCHEMA, new Schema(Schema.Kind.RESULT, "r", List.of()))) {
            byte[] document = SchemaDocument.encode(schema, 9, 8);
            header.read(document, document.length);
            assertThat(header.kind()).isEqualTo(DocumentKind.SCHEMA);
            assertThat(header.sequence()).isEqualTo(9);
            assertThat(SchemaDocument.decode(document, header)).isEqualTo(schema);
        }
    }

    @Test
    void shouldRefuseASchemaUnderAnotherId() throws DocumentException {
        byte[] document = SchemaDocument.encode(DeadLetters.SCHEMA, 0, 0);
        header.read(document, document.length);
        header.schemaId++;
        assertThatThrownBy(() -> SchemaDocument.decode(document, header))
                .isInstanceOf(DocumentException.class)
                .hasMessage("the schema of dead_letters does not have the id that its header says");
    }

    @Test
    void shouldSpreadManyPositionsOverDocuments() throws DocumentException {
        List<PositionsDocument.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            entries.add(new PositionsDocument.Entry("stream_" + i % 100, "cells/topic-" + i, i));
        }
        List<byte[]> documents = PositionsDocument.encode(entries, 5, 4);
        List<PositionsDocument.Entry> decoded = new ArrayList<>();
        for (byte[] document : documents) {
            header.read(document, document.length);
            assertThat(header.kind()).isEqualTo(DocumentKind.POSITIONS);
            decoded.addAll(PositionsDocument.decode(document, header));
        }
        assertThat(documents).hasSizeGreaterThan(1);
        assertThat(decoded).isEqualTo(entries);
    }

    @Test
    void shouldWriteAPositionsDocumentEvenWithoutPositions() throws DocumentException {
        List<byte[]> documents = PositionsDocument.encode(List.of(), 0, 0);
        assertThat(documents).hasSize(1);
        header.read(documents.get(0), documents.get(0).length);
        assertThat(PositionsDocument.decode(documents.get(0), header)).isEmpty();
    }
}
