package io.weir.storage;

import io.weir.storage.chronicle.GenerationReader;
import io.weir.storage.document.DocumentException;
import io.weir.storage.document.DocumentHeader;

/** Hot path. Whether the document that a reader has just read is whole; if not, where the next one is. */
final class SoundHeader {
    private SoundHeader() {}

    /**
     * Reads and checks the header of a document. Behind one that is damaged the reader goes on at the next that can be
     * found, wherever the frame of the damaged one says that it ends.
     *
     * @param length what {@link GenerationReader#read} returned, not {@link GenerationReader#NONE}
     * @throws DocumentException if the document is damaged
     */
    static void read(DocumentHeader header, GenerationReader reader, int length) throws DocumentException {
        try {
            readOnceOrTwice(header, reader, length);
        } catch (DocumentException e) {
            resync(reader);
            throw e;
        }
    }

    private static void readOnceOrTwice(DocumentHeader header, GenerationReader reader, int length)
            throws DocumentException {
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

    /**
     * Goes on behind a place where nothing can be read, in a generation that has more and is not written any more.
     *
     * @return whether there is something
     */
    static boolean resync(GenerationReader reader) {
        return reader.resync(DocumentHeader.MAGIC);
    }

    private static void requireFrame(int length) throws DocumentException {
        if (length == GenerationReader.DAMAGED) {
            throw new DocumentException("its frame is damaged");
        }
    }
}
