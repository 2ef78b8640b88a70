package io.weir.appliance.unittest;

import io.weir.ingest.Delivery;
import io.weir.ingest.IngestClock;
import io.weir.ingest.MessageVisitor;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.Source;
import io.weir.ingest.SourceStats;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** A source that delivers when it is told to, and the clock that it is told to move. One thread. */
final class ScriptedSource implements Source, IngestClock {
    /** How many times a silence is looked at until it counts as idleness: so much of the timeout is its error. */
    private static final int LOOKS = 1000;

    private final String id;
    private long nowNanos;
    private @Nullable CoreSubscriber<? super Delivery> subscriber;

    /** @param nowNanos when the script begins, epoch nanoseconds */
    ScriptedSource(String id, long nowNanos) {
        this.id = id;
        this.nowNanos = nowNanos;
    }

    /** A message at the present time; {@code payload} is not kept. */
    void send(String partition, String topic, MessageProperties properties, byte[] payload) {
        deliver(new Scripted(
                nowNanos,
                PartitionChanges.NONE,
                1,
                visitor -> visitor.message(
                        partition,
                        MessageVisitor.NO_OFFSET,
                        new Topic(topic),
                        properties,
                        payload,
                        0,
                        payload.length,
                        payload.length)));
    }

    /** The partitions that are read from now on. */
    void join(List<String> partitions) {
        deliver(new Scripted(nowNanos, new PartitionChanges(partitions, List.of()), 0, visitor -> {}));
    }

    /** Lets time pass until {@code nanos}, in steps as fine as idleness wants them; 0: without idleness. */
    void passUntil(long nanos, long idleTimeoutNanos) {
        long step = Math.max(1, idleTimeoutNanos / LOOKS);
        for (int i = 0; i <= LOOKS && nanos - nowNanos > step; i++) {
            nowNanos += step;
            tick();
        }
        if (nanos > nowNanos) {
            nowNanos = nanos;
            tick();
        }
    }

    private void tick() {
        deliver(new Scripted(nowNanos, PartitionChanges.NONE, 0, visitor -> {}));
    }

    private void deliver(Delivery delivery) {
        CoreSubscriber<? super Delivery> to = subscriber;
        if (to == null) {
            throw new IllegalStateException("nobody has subscribed");
        }
        to.onNext(delivery);
    }

    /** What {@link ScriptedSource} delivers. Urgent: every message is handed on at once. */
    private record Scripted(long arrivalNanos, PartitionChanges changes, int messageCount, Script script)
            implements Delivery {
        @Override
        public void forEach(MessageVisitor visitor) {
            script.play(visitor);
        }

        @Override
        public boolean isUrgent() {
            return true;
        }

        @Override
        public void acknowledge() {}
    }

    /** Says the messages of a delivery. */
    private interface Script {
        void play(MessageVisitor visitor);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Flux<Delivery> deliveries() {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Delivery> actual) {
                subscriber = actual;
                actual.onSubscribe(new Subscription() {
                    @Override
                    public void request(long n) {
                        // The journals are never behind, so that there is always demand.
                    }

                    @Override
                    public void cancel() {}
                });
            }
        };
    }

    @Override
    public long epochNanos() {
        return nowNanos;
    }

    @Override
    public long monotonicNanos() {
        return nowNanos;
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(true, "", 1, 0, Map.of(), 0, Map.of(), false);
    }

    @Override
    public void close() {}
}
