package io.weir.ingest.kafka;

import io.weir.ingest.Delivery;
import io.weir.ingest.IngestClock;
import io.weir.ingest.MessageVisitor;
import io.weir.ingest.PartitionChanges;

/** A delivery of no messages. */
record Tick(PartitionChanges changes, @Override boolean isUrgent) implements Delivery {
    private static final Tick PLAIN = new Tick(PartitionChanges.NONE, false);
    /** Asks that what was delivered becomes durable now. */
    static final Tick URGENT = new Tick(PartitionChanges.NONE, true);

    static Tick of(PartitionChanges changes) {
        return changes.isEmpty() ? PLAIN : new Tick(changes, false);
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
