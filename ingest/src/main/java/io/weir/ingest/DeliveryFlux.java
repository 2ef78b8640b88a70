package io.weir.ingest;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** The deliveries of a source: one subscriber, whose subscription starts it. */
public final class DeliveryFlux extends Flux<Delivery> {
    private final Subscription demand;
    private final Consumer<CoreSubscriber<? super Delivery>> start;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    /**
     * A flux that nobody has subscribed to.
     *
     * @param demand what the subscriber requests from
     * @param start called once, after the subscriber has its subscription
     */
    public DeliveryFlux(Subscription demand, Consumer<CoreSubscriber<? super Delivery>> start) {
        this.demand = demand;
        this.start = start;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Delivery> actual) {
        if (!subscribed.compareAndSet(false, true)) {
            Operators.error(actual, new IllegalStateException("a source has one subscriber"));
            return;
        }
        actual.onSubscribe(demand);
        start.accept(actual);
    }
}
