package io.weir.ingest.kafka;

import io.weir.ingest.Delivery;
import io.weir.ingest.MessageVisitor;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.decode.MessageProperties;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What one poll brought. */
final class KafkaDelivery implements Delivery {
    private static final byte[] NOTHING = {};

    /** Of the source's thread; see {@link #forgetMessages}. */
    private ConsumerRecords<ByteBuffer, ByteBuffer> records;

    private final long arrivalNanos;
    private final TopicPartition[] partitions;
    private final @Nullable AssignedPartition[] states;
    /** Per partition, the offset behind its last record. */
    private final long[] next;

    private final int messages;
    private final PartitionChanges changes;
    /** Of the record that is being delivered: its headers. */
    private final MessageProperties properties = MessageProperties.none();

    KafkaDelivery(ConsumerRecords<ByteBuffer, ByteBuffer> records, Assignment assignment, long arrivalNanos) {
        this.changes = assignment.takeChanges();
        this.records = records;
        this.arrivalNanos = arrivalNanos;
        Set<TopicPartition> present = records.partitions();
        partitions = present.toArray(TopicPartition[]::new);
        states = new AssignedPartition[partitions.length];
        next = new long[partitions.length];
        int count = 0;
        for (int i = 0; i < partitions.length; i++) {
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> run = records.records(partitions[i]);
            AssignedPartition state = assignment.get(partitions[i]);
            states[i] = state;
            next[i] = run.get(run.size() - 1).offset() + 1;
            if (state != null) {
                state.delivered = next[i];
                count += run.size();
            }
        }
        messages = count;
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

    private void visit(MessageVisitor visitor, AssignedPartition state, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        properties.clear();
        for (Header header : record.headers().toArray()) {
            if (header.value() != null) {
                byte[] name = header.key().getBytes(StandardCharsets.UTF_8);
                properties.add(name, 0, name.length, header.value(), 0, header.value().length);
            }
        }
        ByteBuffer value = record.value();
        if (value == null) {
            visitor.message(
                    state.name, record.offset(), state.topic, properties, NOTHING, 0, 0, MessageVisitor.NO_PAYLOAD);
            return;
        }
        int length = value.remaining();
        if (value.hasArray()) {
            int start = value.arrayOffset() + value.position();
            visitor.message(state.name, record.offset(), state.topic, properties, value.array(), start, length, length);
        } else {
            byte[] copy = new byte[length];
            value.duplicate().get(copy);
            visitor.message(state.name, record.offset(), state.topic, properties, copy, 0, length, length);
        }
    }

    /**
     * Lets go of the messages once they have been visited: until the delivery is durable only its offsets are needed, and
     * what would wait here for the disk is a megabyte for each millisecond of a backlog.
     */
    void forgetMessages() {
        records = ConsumerRecords.empty();
    }

    @Override
    public int messageCount() {
        return messages;
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
