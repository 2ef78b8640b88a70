package io.weir.storage.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Holds Chronicle's write lock on a generation, in the name of this very process and in the middle of an append: what a
 * process that was killed there leaves, for the next one that gets the same process id.
 */
public final class HeldLock implements AutoCloseable {
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final DocumentContext half;

    public HeldLock(Path directory) {
        queue = Queues.openForWriting(directory);
        appender = queue.createAppender();
        half = appender.writingDocument();
        half.wire().bytes().write(new byte[100]);
    }

    @Override
    public void close() {
        half.rollbackOnClose();
        half.close();
        appender.close();
        queue.close();
    }
}
