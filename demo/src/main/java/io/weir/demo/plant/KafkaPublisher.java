package io.weir.demo.plant;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends to Kafka, in order and once per device: the device is the record's key. */
final class KafkaPublisher implements Publisher {
    /** How long the client waits for a topic that it does not know, or for room, before it gives a message up. */
    private static final int BLOCK_MS = 20_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final PlantCounters counters;
    private final BooleanSupplier stopped;

    KafkaPublisher(String bootstrapServers, PlantCounters counters, BooleanSupplier stopped) {
        this.stopped = stopped;
        this.counters = counters;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "plant",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        1,
                        // On a new topic the broker may take a second batch before the first, and then refuses that.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        1,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        BLOCK_MS),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void connect() {
        for (boolean connected = false; !connected && !stopped.getAsBoolean(); ) {
            try {
                connected = !producer.partitionsFor(Topics.CELLS).isEmpty()
                        && !producer.partitionsFor(Topics.ROOMS).isEmpty();
            } catch (KafkaException unreachable) {
                System.err.println("Kafka cannot be reached yet: " + unreachable.getMessage());
            }
        }
    }

    @Override
    public void send(Message message) {
        counters.sent(message);
        byte[] key = message.device().getBytes(StandardCharsets.US_ASCII);
        try {
            // What becomes of the record is told to the callback.
            var unused = producer.send(
                    new ProducerRecord<>(message.topic(), key, message.payload()), (metadata, failure) -> {
                        if (failure == null) {
                            counters.acked();
                        } else {
                            counters.failed();
                        }
                    });
        } catch (KafkaException notTaken) {
            // Thrown only where the callback is not told.
            counters.failed();
        }
    }

    @Override
    public void finish(Duration limit) {
        producer.close(limit);
    }
}
