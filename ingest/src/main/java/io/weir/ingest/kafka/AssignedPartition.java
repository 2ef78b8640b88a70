package io.weir.ingest.kafka;

import io.weir.ingest.decode.Topic;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition from its assignment to its loss. An acknowledgement that comes after the loss reaches an object that
 * nobody looks at any more.
 */
final class AssignedPartition {
    final TopicPartition partition;
    /** As the journals know it: {@code cells/cell-readings-3}. */
    final String name;

    final Topic topic;
    /** Of the consumer's thread. */
    long committed = -1;
    /** The offset behind the last record that was delivered, -1 while none was; of the consumer's thread. */
    long delivered = -1;
    /** The first offset that is not durable, -1 while none is; written by the commit thread. */
    volatile long durable = -1;

    /** Whether something was delivered and is not durable. */
    boolean isInFlight() {
        return delivered > durable;
    }

    AssignedPartition(String source, TopicPartition partition) {
        this.partition = partition;
        this.name = source + '/' + partition.topic() + '-' + partition.partition();
        this.topic = new Topic(partition.topic());
    }
}
