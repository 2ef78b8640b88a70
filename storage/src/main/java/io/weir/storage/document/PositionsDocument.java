package io.weir.storage.document;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The positions of all input partitions at the head of a generation, so that a recovery reads only that generation. More
 * than fit one document go into several. The body, behind the {@linkplain DocumentHeader header}, whose partition count
 * says how many follow:
 *
 * <pre>
 *   | stream's length 2 | partition's length 2 | next offset 8 | stream | partition |
 * </pre>
 */
public final class PositionsDocument {
    private static final int ENTRY_BYTES = 12;

    private PositionsDocument() {}

    /** The next offset of one partition, as one stream has it. */
    public record Entry(String stream, String partition, long nextOffset) {}

    /**
     * The entries as documents; one even if there are none.
     *
     * @param sequence of the last ROWS document before them
     */
    public static List<byte[]> encode(List<Entry> entries, long sequence, long durable) {
        List<byte[]> documents = new ArrayList<>();
        ByteBuffer out = start();
        int count = 0;
        for (Entry entry : entries) {
            byte[] stream = entry.stream().getBytes(StandardCharsets.UTF_8);
            byte[] partition = entry.partition().getBytes(StandardCharsets.UTF_8);
            if (out.remaining() < ENTRY_BYTES + stream.length + partition.length) {
                documents.add(finish(out, count, sequence, durable));
                out = start();
                count = 0;
            }
            out.putShort((short) stream.length).putShort((short) partition.length);
            out.putLong(entry.nextOffset()).put(stream).put(partition);
            count++;
        }
        documents.add(finish(out, count, sequence, durable));
        return documents;
    }

    private static ByteBuffer start() {
        return ByteBuffer.allocate(256 * 1024).order(ByteOrder.LITTLE_ENDIAN).position(DocumentHeader.BYTES);
    }

    private static byte[] finish(ByteBuffer out, int count, long sequence, long durable) {
        byte[] document = new byte[out.position()];
        out.flip().get(document);
        DocumentHeader header = new DocumentHeader();
        header.clear();
        header.kind = DocumentKind.POSITIONS;
        header.sequence = sequence;
        header.durable = durable;
        header.partitions = count;
        header.length = document.length;
        header.write(document);
        return document;
    }

    /**
     * The entries of a document whose header has been read.
     *
     * @throws DocumentException if it makes no sense
     */
    public static List<Entry> decode(byte[] document, DocumentHeader header) throws DocumentException {
        DocumentBody body = new DocumentBody();
        NameCache names = new NameCache();
        body.reset(document, header.length);
        DocumentBody.check(
                (long) header.partitions * ENTRY_BYTES <= body.remaining(), "its partition count", header.partitions);
        List<Entry> entries = new ArrayList<>(header.partitions);
        for (int i = 0; i < header.partitions; i++) {
            int streamLength = body.takeShort("a stream's length");
            int partitionLength = body.takeShort("a partition's length");
            long nextOffset = body.takeLong("a next offset");
            String stream = body.takeText(streamLength, names, "a stream");
            entries.add(new Entry(stream, body.takeText(partitionLength, names, "a partition"), nextOffset));
        }
        body.expectEnd();
        return entries;
    }
}
