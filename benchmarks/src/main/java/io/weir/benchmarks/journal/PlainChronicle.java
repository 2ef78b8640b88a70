package io.weir.benchmarks.journal;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/** Chronicle Queue with the journal's block size: bytes in, bytes out, nothing checked. */
final class PlainChronicle implements Throughput.Store {
    private final SingleChronicleQueue queue;
    private final byte[] document;

    PlainChronicle(Path dir, int documentBytes) {
        queue = SingleChronicleQueueBuilder.binary(dir)
                .blockSize(4 << 20)
                .syncMode(SyncMode.NONE)
                .build();
        document = new byte[documentBytes];
        new java.util.Random(1).nextBytes(document);
    }

    @Override
    public long append(long rows) {
        long rowsInOne = document.length / Rows.BYTES;
        long done = 0;
        try (ExcerptAppender appender = queue.createAppender()) {
            for (; done < rows; done += rowsInOne) {
                try (DocumentContext context = appender.writingDocument()) {
                    context.wire().bytes().write(document, 0, document.length);
                }
            }
        }
        return done;
    }

    @Override
    public long tail() {
        long rows = 0;
        try (ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (!context.isPresent()) {
                        return rows;
                    }
                    Bytes<?> bytes = context.wire().bytes();
                    rows += bytes.read(document, 0, document.length) / Rows.BYTES;
                }
            }
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
