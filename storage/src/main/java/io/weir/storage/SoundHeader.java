package io.weir.storage;

import io.weir.storage.chronicle.GenerationReader;
import io.weir.storage.document.DocumentException;
import io.weir.storage.document.DocumentHeader;

/** Hot path. Whether the document that a reader has just read is whole. */
final class SoundHeader {
    private SoundHeader() {}

    /**
     * Reads and checks the header of a document.
     *
     * @param length what {@link GenerationReader#read} returned, not {@link GenerationReader#NONE}
     * @throws DocumentException if the document is damaged
     */
    static void read(DocumentHeader header, GenerationReader reader, int length) throws DocumentException {
        requireFrame(length);
        try {
            header.read(reader.bytes(), length);
        } catch (DocumentException e) {
            // It may have been written while it was read.
            int again = reader.again();
            requireFrame(again);
            header.read(reader.bytes(), again);
        }
    }

    private static void requireFrame(int length) throws DocumentException {
        if (length == GenerationReader.DAMAGED) {
            throw new DocumentException("its frame is damaged");
        }
    }
}
