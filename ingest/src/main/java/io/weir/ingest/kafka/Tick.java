package io.weir.ingest.kafka;

import io.weir.ingest.Delivery;
import io.weir.ingest.IngestClock;
import io.weir.ingest.MessageVisitor;
import io.weir.ingest.PartitionChanges;

/** A delivery of no messages. */
record Tick(PartitionChanges changes) implements Delivery {
    private static final Tick PLAIN = new Tick(PartitionChanges.NONE);

    static Tick of(PartitionChanges changes) {
        return changes.isEmpty() ? PLAIN : new Tick(changes);
    }

    @Override
    public long arrivalNanos() {
        return IngestClock.SYSTEM.epochNanos();
    }

    @Override
    public void forEach(MessageVisitor visitor) {
        // Nothing came.
    }

    @Override
    public int messageCount() {
        return 0;
    }

    @Override
    public void acknowledge() {
        // Nothing came.
    }
}
