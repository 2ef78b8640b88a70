package io.weir.ingest.kafka;

import io.weir.ingest.Delivery;
import io.weir.ingest.MessageVisitor;
import io.weir.ingest.PartitionChanges;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What one poll brought. */
final class KafkaDelivery implements Delivery {
    private static final byte[] NOTHING = {};

    private final ConsumerRecords<ByteBuffer, ByteBuffer> records;
    private final long arrivalNanos;
    private final TopicPartition[] partitions;
    private final @Nullable AssignedPartition[] states;
    /** Per partition, the offset behind its last record. */
    private final long[] next;

    private final PartitionChanges changes;

    KafkaDelivery(ConsumerRecords<ByteBuffer, ByteBuffer> records, Assignment assignment, long arrivalNanos) {
        this.changes = assignment.takeChanges();
        this.records = records;
        this.arrivalNanos = arrivalNanos;
        Set<TopicPartition> present = records.partitions();
        partitions = present.toArray(TopicPartition[]::new);
        states = new AssignedPartition[partitions.length];
        next = new long[partitions.length];
        for (int i = 0; i < partitions.length; i++) {
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> run = records.records(partitions[i]);
            states[i] = assignment.get(partitions[i]);
            next[i] = run.get(run.size() - 1).offset() + 1;
            if (states[i] != null) {
                states[i].delivered = next[i];
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
        for (int i = 0; i < partitions.length; i++) {
            AssignedPartition state = states[i];
            if (state == null) {
                // Revoked between the poll and now: whoever has it now gets these.
                continue;
            }
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> run = records.records(partitions[i]);
            for (int k = 0; k < run.size(); k++) {
                visit(visitor, state, run.get(k));
            }
        }
    }

    private static void visit(
            MessageVisitor visitor, AssignedPartition state, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        ByteBuffer value = record.value();
        if (value == null) {
            visitor.message(state.name, record.offset(), state.topic, NOTHING, 0, 0, MessageVisitor.NO_PAYLOAD);
            return;
        }
        int length = value.remaining();
        if (value.hasArray()) {
            int start = value.arrayOffset() + value.position();
            visitor.message(state.name, record.offset(), state.topic, value.array(), start, length, length);
        } else {
            byte[] copy = new byte[length];
            value.duplicate().get(copy);
            visitor.message(state.name, record.offset(), state.topic, copy, 0, length, length);
        }
    }

    @Override
    public int messageCount() {
        return records.count();
    }

    @Override
    public void acknowledge() {
        for (int i = 0; i < states.length; i++) {
            AssignedPartition state = states[i];
            if (state != null && next[i] > state.durable) {
                state.durable = next[i];
            }
        }
    }
}
