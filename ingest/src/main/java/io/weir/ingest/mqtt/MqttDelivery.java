package io.weir.ingest.mqtt;

import io.weir.ingest.Delivery;
import io.weir.ingest.MessageVisitor;
import io.weir.ingest.PartitionChanges;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run of messages of one connection, still in the ring while it is delivered. */
final class MqttDelivery implements Delivery {
    private final MessageRing ring;
    private final String partition;
    private final Consumer<MqttDelivery> acknowledged;
    private final long arrivalNanos;
    private final long from;
    private final long to;
    private final @Nullable MqttConnection connection;
    private final char[] packetIds;
    private final PartitionChanges changes;

    /** @param acknowledged called on the commit thread, if there is anything to acknowledge */
    MqttDelivery(
            MessageRing ring,
            String partition,
            long arrivalNanos,
            long from,
            long to,
            PartitionChanges changes,
            Consumer<MqttDelivery> acknowledged) {
        this.changes = changes;
        this.ring = ring;
        this.partition = partition;
        this.arrivalNanos = arrivalNanos;
        this.from = from;
        this.to = to;
        this.acknowledged = acknowledged;
        this.connection = from < to ? ring.connection(from) : null;
        int count = 0;
        for (long i = from; i < to; i++) {
            count += ring.packetId(i) == 0 ? 0 : 1;
        }
        packetIds = new char[count];
        int next = 0;
        for (long i = from; next < count; i++) {
            if (ring.packetId(i) != 0) {
                packetIds[next++] = ring.packetId(i);
            }
        }
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
        for (long i = from; i < to; i++) {
            visitor.message(
                    partition,
                    MessageVisitor.NO_OFFSET,
                    ring.topic(i),
                    ring.properties(i),
                    ring.payload(i),
                    ring.offset(i),
                    ring.length(i),
                    ring.payloadSize(i));
        }
    }

    @Override
    public int messageCount() {
        return (int) (to - from);
    }

    @Override
    public void acknowledge() {
        if (packetIds.length > 0) {
            acknowledged.accept(this);
        }
    }

    /** The connection that the packet ids belong to. */
    @Nullable MqttConnection connection() {
        return connection;
    }

    /** The QoS 1 messages, in the order of their arrival; must not be changed. */
    char[] packetIds() {
        return packetIds;
    }
}
