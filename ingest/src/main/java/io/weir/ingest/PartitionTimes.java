package io.weir.ingest;

import io.weir.config.StreamConfig;
import io.weir.model.EventTime;
import io.weir.model.Partitions;
import java.util.Arrays;

/** Hot path. The partitions of one stream and source, and how long each has been silent. One thread. */
final class PartitionTimes {
    private final long idleTimeoutNanos;
    private final StreamTimes.Member member;
    private InputPartition[] partitions = new InputPartition[4];
    private int size;
    private int last;
    private int active;
    private long maxEventTime = EventTime.MIN;
    /** On the idle clock, when the last partition became idle. */
    private long allIdleNanos;

    PartitionTimes(StreamConfig stream, StreamTimes streamTimes) {
        idleTimeoutNanos = stream.idleTimeout().toNanos();
        member = streamTimes.join(stream.id(), stream.outOfOrderness(), stream.idleTimeout());
    }

    /** The partition with this name, new or known. */
    InputPartition partition(String name) {
        if (last < size && partitions[last].name.equals(name)) {
            return partitions[last];
        }
        for (int i = 0; i < size; i++) {
            if (partitions[i].name.equals(name)) {
                last = i;
                return partitions[i];
            }
        }
        if (size == partitions.length) {
            partitions = Arrays.copyOf(partitions, size * 2);
        }
        last = size;
        partitions[size] = new InputPartition(name);
        return partitions[size++];
    }

    /** A partition has new rows, the latest of them at {@code maxTime}. */
    void rows(InputPartition partition, long maxTime, long idleNanos) {
        partition.lastRowNanos = idleNanos;
        partition.maxTime = Math.max(partition.maxTime, maxTime);
        maxEventTime = Math.max(maxEventTime, maxTime);
        activate(partition);
    }

    /** A partition begins to be read: its silence counts from now on. */
    void join(String name, long idleNanos) {
        InputPartition partition = partition(name);
        partition.lastRowNanos = idleNanos;
        activate(partition);
    }

    /** A partition is not read any more; its position is forgotten, for others may move it. */
    void leave(String name, long monotonicNanos, long idleNanos) {
        InputPartition partition = partition(name);
        partition.forgetPosition();
        if (partition.active) {
            partition.active = false;
            active--;
            if (active == 0) {
                allIdleNanos = idleNanos;
                member.idle(monotonicNanos, maxEventTime);
            }
        }
    }

    private void activate(InputPartition partition) {
        if (!partition.active) {
            partition.active = true;
            active++;
            member.active();
        }
    }

    /**
     * Marks those that have been silent for too long.
     *
     * @param idleNanos the clock that stands still while silence says nothing
     * @return whether there are any
     */
    boolean markIdle(Partitions marks, long idleNanos, long monotonicNanos) {
        if (idleTimeoutNanos == 0 || active == 0) {
            return false;
        }
        boolean any = false;
        for (int i = 0; i < size; i++) {
            InputPartition partition = partitions[i];
            if (partition.active && idleNanos - partition.lastRowNanos >= idleTimeoutNanos) {
                partition.active = false;
                active--;
                any = true;
                marks.setIdle(marks.intern(partition.name), true);
            }
        }
        if (any && active == 0) {
            allIdleNanos = idleNanos;
            member.idle(monotonicNanos, maxEventTime);
        }
        return any;
    }

    /**
     * The watermark to write because every partition of the stream is idle, or {@link EventTime#MIN}.
     *
     * @param live whether the source's silence says anything right now
     */
    long advance(boolean live, long idleNanos, long monotonicNanos) {
        if (idleTimeoutNanos == 0 || active > 0 || size == 0) {
            return EventTime.MIN;
        }
        member.silence(live, monotonicNanos - (idleNanos - allIdleNanos));
        return member.advance(monotonicNanos);
    }

    /** The largest event time so far. */
    long maxEventTime() {
        return maxEventTime;
    }
}
