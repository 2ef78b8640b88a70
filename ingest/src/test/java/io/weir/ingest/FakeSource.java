package io.weir.ingest;

import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** A source that the test drives, on the test's thread. */
public final class FakeSource implements Source {
    /** One message; payload null: a tombstone. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sent(String partition, long offset, String topic, byte[] payload, long size) {
        public static Sent of(long offset, String payload) {
            byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
            return new Sent("plant/t-0", offset, "plant/p7/press", bytes, bytes.length);
        }
    }

    private final String id;
    private CoreSubscriber<? super Delivery> subscriber;
    private long demand;
    private int acknowledged;
    private boolean cancelled;
    private boolean closed;
    private final int window;
    public boolean live = true;
    public long arrivalNanos = 1_800_000_000_000_000_000L;

    public FakeSource(String id) {
        this(id, 0);
    }

    public FakeSource(String id, int window) {
        this.id = id;
        this.window = window;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public boolean isLive() {
        return live;
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
                        demand += n;
                    }

                    @Override
                    public void cancel() {
                        cancelled = true;
                    }
                });
            }
        };
    }

    public boolean hasDemand() {
        return demand > 0 && !cancelled;
    }

    /** Emits one delivery; there must be demand. */
    public void emit(Sent... messages) {
        emit(PartitionChanges.NONE, messages);
    }

    /** Emits one delivery that says which partitions join and leave; there must be demand. */
    public void emit(PartitionChanges changes, Sent... messages) {
        if (!hasDemand()) {
            throw new AssertionError("no demand");
        }
        demand--;
        List<Sent> all = new ArrayList<>(List.of(messages));
        subscriber.onNext(new Delivery() {
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
                for (Sent sent : all) {
                    byte[] payload = sent.payload() == null ? new byte[0] : sent.payload();
                    visitor.message(
                            sent.partition(),
                            sent.offset(),
                            new Topic(sent.topic()),
                            MessageProperties.none(),
                            payload,
                            0,
                            payload.length,
                            sent.size());
                }
            }

            @Override
            public int messageCount() {
                return all.size();
            }

            @Override
            public void acknowledge() {
                acknowledged += all.size();
            }
        });
    }

    public void tick() {
        emit();
    }

    public int acknowledged() {
        return acknowledged;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(true, "", 1, 0, Map.of(), 0, Map.of(), false);
    }

    @Override
    public void close() {
        closed = true;
    }
}
