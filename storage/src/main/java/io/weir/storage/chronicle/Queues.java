package io.weir.storage.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** How every generation is opened for writing. */
final class Queues {
    /** The file is mapped in pieces of this size. */
    static final int BLOCK_BYTES = 4 << 20;

    /**
     * 2000-01-01T00:00Z, in epoch milliseconds: the hour that every generation pretends to be written in. Standing still,
     * it keeps all of a generation in one cycle and its one file, in which the n-th document has the n-th index.
     */
    private static final long STANDING_CLOCK_MILLIS = 946_684_800_000L;

    /** The one file of a generation: that of this hour. */
    static final String FILE = "20000101-00F.cq4";

    /** Chronicle's own table: its locks, and the range of its files. Nothing that a reader needs is in it. */
    static final String TABLE = "metadata.cq4t";

    static {
        Logs.quieten();
    }

    private Queues() {}

    static SingleChronicleQueue openForWriting(Path directory) {
        return SingleChronicleQueueBuilder.binary(directory)
                .blockSize(BLOCK_BYTES)
                .rollCycle(RollCycles.FAST_HOURLY)
                .timeProvider(() -> STANDING_CLOCK_MILLIS)
                .syncMode(SyncMode.NONE)
                .checkInterrupts(false)
                .build();
    }
}
