package io.weir.ingest.file;

import io.weir.ingest.Delivery;
import io.weir.ingest.MessageVisitor;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.decode.MessageProperties;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Lines of one file, or a tick. */
final class FileDelivery implements Delivery {
    private final long arrivalNanos;
    private final PartitionChanges changes;
    private final @Nullable TrackedFile file;
    private final int count;
    private final AtomicLong durable;

    /**
     * @param file with lines; null: a tick
     * @param durable counts the messages that have become durable
     */
    FileDelivery(long arrivalNanos, PartitionChanges changes, @Nullable TrackedFile file, AtomicLong durable) {
        this.arrivalNanos = arrivalNanos;
        this.changes = changes;
        this.file = file;
        this.count = file == null ? 0 : file.lines().count();
        this.durable = durable;
    }

    @Override
    public long arrivalNanos() {
        return arrivalNanos;
    }

    @Override
    public PartitionChanges changes() {
        return changes;
    }

    @Override
    public void forEach(MessageVisitor visitor) {
        MessageProperties properties = MessageProperties.none();
        if (file == null) {
            return;
        }
        RecordReader lines = file.lines();
        for (int i = 0; i < count; i++) {
            visitor.message(
                    file.partition(),
                    lines.last(i),
                    file.topic(),
                    properties,
                    lines.bytes(),
                    lines.start(i),
                    lines.length(i),
                    lines.size(i));
        }
    }

    @Override
    public int messageCount() {
        return count;
    }

    @Override
    public void acknowledge() {
        durable.addAndGet(count);
    }
}
