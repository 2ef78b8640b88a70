package io.weir.ingest.kafka;

import io.weir.ingest.Delivery;
import io.weir.ingest.IngestClock;
import io.weir.ingest.MessageVisitor;

/** A delivery of nothing. */
enum Tick implements Delivery {
    INSTANCE;

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
