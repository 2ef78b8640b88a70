package io.weir.ingest.kafka;

import io.weir.config.KafkaSourceConfig;
import io.weir.config.KafkaSourceConfig.Start;
import io.weir.ingest.ConnectionLog;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.ResumePositions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions the consumer has, and where each stands. On assignment a partition is sought to the journal's position
 * or the group's, whichever is further; the group's is only told what is durable, so that others can see the lag and take
 * over. On the consumer's thread.
 */
final class Assignment implements ConsumerRebalanceListener {
    private static final Duration BROKER_ANSWER = Duration.ofSeconds(10);
    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final Duration TOPIC_ANSWER = Duration.ofSeconds(1);
    private static final long COMMIT_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long REFRESH_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long RETRY_NANOS = Duration.ofSeconds(2).toNanos();

    /** How long a rebalance may be held up; no longer than half of the time that the client may go without a poll. */
    private static final long FINISH_MS = 5_000;

    private static final int MAX_POLL_INTERVAL_MS = 300_000;

    private static final long FINISH_POLL_NANOS = Duration.ofMillis(1).toNanos();

    private final KafkaSourceConfig config;
    private final ResumePositions positions;
    private final Consumer<ByteBuffer, ByteBuffer> consumer;
    private final ConnectionLog log;
    private final AtomicLong deleted;
    private final BooleanSupplier urge;
    private final Map<TopicPartition, AssignedPartition> assigned = new HashMap<>();
    /** Names of partitions that have joined and left since {@link #takeChanges}. */
    private final Set<String> joined = new LinkedHashSet<>();

    private final Set<String> left = new LinkedHashSet<>();
    private boolean paused;
    private long nextCommitNanos;
    private long nextRefreshNanos;

    /**
     * Nothing is assigned yet.
     *
     * @param deleted counts messages that the broker deleted before they were read
     * @param urge asks that what was delivered becomes durable now; false if waiting for that is of no use
     */
    Assignment(
            KafkaSourceConfig config,
            ResumePositions positions,
            Consumer<ByteBuffer, ByteBuffer> consumer,
            ConnectionLog log,
            AtomicLong deleted,
            BooleanSupplier urge) {
        this.config = config;
        this.positions = positions;
        this.consumer = consumer;
        this.log = log;
        this.deleted = deleted;
        this.urge = urge;
    }

    /** Joins the group, if there is one. */
    void start(long nowNanos) {
        nextCommitNanos = nowNanos + COMMIT_NANOS;
        nextRefreshNanos = nowNanos;
        if (config.group().isPresent()) {
            consumer.subscribe(config.topics(), this);
        }
    }

    /** What must happen now and then: partitions that have appeared, and the group's positions. */
    void maintain(long nowNanos) {
        if (config.group().isEmpty() && nowNanos - nextRefreshNanos >= 0) {
            nextRefreshNanos = nowNanos + (assignFixed() ? REFRESH_NANOS : RETRY_NANOS);
        }
        if (config.group().isPresent() && nowNanos - nextCommitNanos >= 0) {
            nextCommitNanos = nowNanos + COMMIT_NANOS;
            Map<TopicPartition, OffsetAndMetadata> durable = durable(assigned.keySet());
            if (!durable.isEmpty()) {
                consumer.commitAsync(durable, (offsets, error) -> {
                    if (error == null) {
                        committed(offsets);
                    }
                });
            }
        }
    }

    /** Assigns the fixed partitions that exist; false if some topic or partition is not there yet. */
    private boolean assignFixed() {
        Set<TopicPartition> wanted = new HashSet<>(assigned.keySet());
        List<String> missing = new ArrayList<>();
        for (String topic : config.topics()) {
            List<PartitionInfo> known = consumer.partitionsFor(topic, TOPIC_ANSWER);
            Set<Integer> existing = new HashSet<>();
            if (known != null) {
                known.forEach(info -> existing.add(info.partition()));
            }
            Collection<Integer> numbers = config.partitions().isEmpty() ? existing : config.partitions();
            for (int number : numbers) {
                if (existing.contains(number)) {
                    wanted.add(new TopicPartition(topic, number));
                } else {
                    missing.add("partition " + number + " of topic " + topic);
                }
            }
            if (existing.isEmpty() && config.partitions().isEmpty()) {
                missing.add("topic " + topic);
            }
        }
        if (!assigned.keySet().equals(wanted)) {
            List<TopicPartition> added = new ArrayList<>(wanted);
            added.removeAll(assigned.keySet());
            consumer.assign(wanted);
            onPartitionsAssigned(added);
        }
        if (!missing.isEmpty()) {
            String error = "the broker does not have " + String.join(", ", missing);
            if (assigned.isEmpty()) {
                log.lost(error);
            } else {
                log.trouble(error + "; trying again");
            }
        }
        return missing.isEmpty();
    }

    /** Whether none of the fixed partitions exists yet. */
    boolean isWaiting() {
        return config.group().isEmpty() && assigned.isEmpty();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> group =
                config.group().isEmpty() ? Map.of() : consumer.committed(new HashSet<>(partitions), BROKER_ANSWER);
        List<AssignedPartition> unknown = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            AssignedPartition state = new AssignedPartition(config.id(), partition);
            assigned.put(partition, state);
            left.remove(state.name);
            joined.add(state.name);
            OffsetAndMetadata committed = group.get(partition);
            if (!seek(state, committed == null ? -1 : committed.offset())) {
                unknown.add(state);
            }
        }
        if (!unknown.isEmpty()) {
            begin(unknown.stream().map(state -> state.partition).toList());
        }
        if (paused) {
            consumer.pause(partitions);
        }
    }

    /** False if nobody knows where the partition stands. */
    private boolean seek(AssignedPartition state, long committed) {
        OptionalLong journaled = positions.next(state.name);
        long next = Math.max(journaled.orElse(-1), committed);
        state.committed = committed;
        if (next >= 0) {
            consumer.seek(state.partition, next);
        }
        return next >= 0;
    }

    private void begin(List<TopicPartition> partitions) {
        Start start = config.start();
        if (start instanceof Start.Latest) {
            consumer.seekToEnd(partitions);
        } else if (start instanceof Start.At at) {
            beginAt(partitions, at.time());
        } else if (start instanceof Start.Ago ago) {
            beginAt(partitions, Instant.now().minus(ago.age()));
        } else {
            consumer.seekToBeginning(partitions);
        }
    }

    /** Where every message is older, at the end. */
    private void beginAt(List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, Math.max(0, time.toEpochMilli())));
        Map<TopicPartition, @Nullable OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted, BROKER_ANSWER);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            if (first != null) {
                consumer.seek(partition, first.offset());
            } else {
                consumer.seekToEnd(List.of(partition));
            }
        }
    }

    /**
     * What was delivered is made durable and committed before the next member may begin, so that it does not read it
     * again: in an orderly handover each message is in one journal.
     */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        finish(partitions);
        commitNow(partitions);
        partitions.forEach(this::remove);
    }

    /**
     * Waits until what was delivered of these partitions is durable, so that who gets them next begins behind it. Not for
     * ever: the whole group waits with us.
     */
    private void finish(Collection<TopicPartition> partitions) {
        long deadline = System.nanoTime() + finishNanos();
        while (isInFlight(partitions)) {
            if (!urge.getAsBoolean() || System.nanoTime() - deadline > 0) {
                log.trouble("partitions were taken away before all that was read of them was durable; whoever has them"
                        + " now reads the rest again");
                return;
            }
            LockSupport.parkNanos(this, FINISH_POLL_NANOS);
        }
    }

    private long finishNanos() {
        String given = config.properties().get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
        long interval = given == null ? MAX_POLL_INTERVAL_MS : Long.parseLong(given.strip());
        return TimeUnit.MILLISECONDS.toNanos(Math.min(FINISH_MS, interval / 2));
    }

    private boolean isInFlight(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            AssignedPartition state = assigned.get(partition);
            if (state != null && state.isInFlight()) {
                return true;
            }
        }
        return false;
    }

    /** Somebody else may have them already: nothing may be committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(this::remove);
    }

    private void remove(TopicPartition partition) {
        AssignedPartition state = assigned.remove(partition);
        if (state != null) {
            joined.remove(state.name);
            left.add(state.name);
        }
    }

    boolean hasChanges() {
        return !joined.isEmpty() || !left.isEmpty();
    }

    /** The changes since the last call, to be delivered before what is polled after them. */
    PartitionChanges takeChanges() {
        if (!hasChanges()) {
            return PartitionChanges.NONE;
        }
        PartitionChanges changes = new PartitionChanges(List.copyOf(joined), List.copyOf(left));
        joined.clear();
        left.clear();
        return changes;
    }

    /** The broker has deleted what comes next: goes on with what it still has. */
    void outOfRange(OffsetOutOfRangeException error) {
        Map<TopicPartition, Long> oldest = consumer.beginningOffsets(error.partitions(), BROKER_ANSWER);
        error.offsetOutOfRangePartitions().forEach((partition, offset) -> {
            long begin = oldest.getOrDefault(partition, 0L);
            if (begin > offset) {
                deleted.addAndGet(begin - offset);
                log.trouble(partition + ": the broker has deleted offsets " + offset + " to " + (begin - 1)
                        + " before they were read; going on at " + begin);
            } else {
                log.trouble(partition + ": offset " + offset + " does not exist; the topic was cut or made anew."
                        + " Going on at " + begin + "; offsets that the journal knows are skipped");
            }
            consumer.seek(partition, begin);
        });
    }

    /** Commits what is durable and says nothing if that fails: the journal has the positions. */
    void commitNow(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> durable = config.group().isEmpty() ? Map.of() : durable(partitions);
        if (durable.isEmpty()) {
            return;
        }
        try {
            try {
                consumer.commitSync(durable, GOODBYE);
            } catch (WakeupException e) {
                // A wake-up that came too late to interrupt the poll that it was meant for.
                consumer.commitSync(durable, GOODBYE);
            }
            committed(durable);
        } catch (KafkaException e) {
            log.trouble("the group was not told the last positions: " + e.getMessage());
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> durable(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            AssignedPartition state = assigned.get(partition);
            if (state != null && state.durable > state.committed) {
                offsets.put(partition, new OffsetAndMetadata(state.durable));
            }
        }
        return offsets;
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            AssignedPartition state = assigned.get(partition);
            if (state != null) {
                state.committed = Math.max(state.committed, offset.offset());
            }
        });
    }

    /** Stops or resumes fetching; polling goes on. */
    void setPaused(boolean value) {
        if (paused == value) {
            return;
        }
        paused = value;
        if (value) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
    }

    /** Whether every partition has been read to its end; not while that is unknown. */
    boolean isCaughtUp() {
        for (TopicPartition partition : assigned.keySet()) {
            if (consumer.currentLag(partition).orElse(1) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Messages that wait at the broker, by partition name; new. */
    Map<String, Long> lags() {
        Map<String, Long> lags = new HashMap<>();
        assigned.forEach(
                (partition, state) -> consumer.currentLag(partition).ifPresent(lag -> lags.put(state.name, lag)));
        return lags;
    }

    Set<TopicPartition> partitions() {
        return assigned.keySet();
    }

    /** The state of a partition, or null if it is not assigned any more. */
    @Nullable AssignedPartition get(TopicPartition partition) {
        return assigned.get(partition);
    }
}
