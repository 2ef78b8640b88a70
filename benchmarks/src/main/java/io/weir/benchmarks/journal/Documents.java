package io.weir.benchmarks.journal;

import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.document.DocumentException;
import io.weir.storage.document.DocumentHeader;
import io.weir.storage.document.RowsDecoder;
import io.weir.storage.document.RowsEncoder;
import java.io.IOException;
import java.util.Arrays;

/** What encoding and checking cost by themselves: documents with CRC32C in an array, sixteen in turn. */
final class Documents implements Throughput.Store {
    private final int rowsInOne;
    private final RowBatch[] batches;
    private final byte[][] documents = new byte[16][];
    private final RowBatch into;
    private final RowsEncoder encoder = new RowsEncoder();
    private final RowsDecoder decoder = new RowsDecoder();
    private final DocumentHeader header = new DocumentHeader();
    private long appended;

    Documents(int rows) {
        Schema schema = Rows.schema("probe");
        rowsInOne = rows;
        batches = Rows.batches(schema, rows);
        into = new RowBatch(schema, rows);
        for (int i = 0; i < documents.length; i++) {
            documents[i] = Arrays.copyOf(encoder.bytes(), encoder.encode(batches[i], 1, i + 1, 0));
        }
    }

    @Override
    public long append(long rows) {
        appended = 0;
        for (int i = 0; appended < rows; i++, appended += rowsInOne) {
            encoder.encode(batches[i & 15], 1, i + 1, 0);
        }
        return appended;
    }

    @Override
    public long tail() throws IOException {
        long rows = 0;
        try {
            for (int i = 0; rows < appended; i++, rows += into.rowCount()) {
                header.read(documents[i & 15], documents[i & 15].length);
                decoder.decode(documents[i & 15], header, into);
            }
        } catch (DocumentException e) {
            throw new IOException(e);
        }
        return rows;
    }

    @Override
    public void close() {
        // There is only memory.
    }
}
