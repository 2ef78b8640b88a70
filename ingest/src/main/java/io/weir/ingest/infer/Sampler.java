package io.weir.ingest.infer;

import io.weir.config.KafkaSourceConfig;
import io.weir.config.MqttSourceConfig;
import io.weir.config.SourceConfig;
import io.weir.ingest.Delivery;
import io.weir.ingest.Source;
import io.weir.ingest.Sources;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * Takes samples of what a source receives, beside an appliance that may run: with a session of its own at an MQTT broker,
 * and without the group at Kafka, from the oldest message on.
 */
public final class Sampler {
    private static final int MAX_BYTES = 1 << 20;

    private Sampler() {}

    /**
     * Samples until the time or the number of messages is reached.
     *
     * @return how many messages came
     */
    public static long sample(SourceConfig config, Inference samples, Duration time, long limit)
            throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        try (Source source =
                Sources.create(own(config), Set.of(), partition -> OptionalLong.empty(), Duration.ofMillis(5))) {
            Taker taker = new Taker(samples, limit, done);
            source.deliveries().subscribe(taker);
            done.await(time.toMillis(), TimeUnit.MILLISECONDS);
            taker.stop();
        }
        return samples.messages();
    }

    private static SourceConfig own(SourceConfig config) {
        if (config instanceof MqttSourceConfig mqtt) {
            return new MqttSourceConfig(
                    mqtt.id(),
                    mqtt.urls(),
                    mqtt.version(),
                    mqtt.topics(),
                    mqtt.qos(),
                    "weir-infer-" + UUID.randomUUID().toString().substring(0, 8),
                    mqtt.username(),
                    mqtt.password(),
                    mqtt.tls(),
                    Optional.empty(),
                    mqtt.keepAlive(),
                    Duration.ofSeconds(1),
                    mqtt.receiveMaximum(),
                    mqtt.maxPayload());
        }
        if (!(config instanceof KafkaSourceConfig kafka)) {
            return config;
        }
        return new KafkaSourceConfig(
                kafka.id(),
                kafka.bootstrapServers(),
                kafka.topics(),
                Optional.empty(),
                KafkaSourceConfig.Membership.DEFAULT,
                List.of(),
                KafkaSourceConfig.Start.EARLIEST,
                kafka.maxPayload(),
                kafka.tls(),
                kafka.sasl(),
                kafka.properties());
    }

    /** One delivery at a time; guarded by itself: what is stopped takes nothing more. */
    private static final class Taker extends BaseSubscriber<Delivery> {
        private final Inference samples;
        private final long limit;
        private final CountDownLatch done;
        private boolean stopped;

        Taker(Inference samples, long limit, CountDownLatch done) {
            this.samples = samples;
            this.limit = limit;
            this.done = done;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(1);
        }

        @Override
        protected void hookOnNext(Delivery delivery) {
            take(delivery);
            delivery.acknowledge();
            request(1);
        }

        private synchronized void take(Delivery delivery) {
            delivery.forEach((partition, offset, topic, properties, payload, start, length, size) -> {
                if (!stopped && length > 0 && length <= MAX_BYTES && samples.messages() < limit) {
                    samples.add(topic, Arrays.copyOfRange(payload, start, start + length));
                }
            });
            if (samples.messages() >= limit) {
                done.countDown();
            }
        }

        private synchronized void stop() {
            stopped = true;
            cancel();
        }

        @Override
        protected void hookOnError(Throwable cause) {
            done.countDown();
        }
    }
}
