package io.weir.appliance.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends to a Kafka topic, and has the broker's word for each message. */
final class KafkaFeed implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    KafkaFeed(String bootstrapServers, String topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                // One request at a time: on a new topic the broker may take a second batch before the first, which it
                // then refuses until it expires.
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "linger.ms", "5",
                        "max.request.size", "16777216",
                        "enable.idempotence", "true",
                        "max.in.flight.requests.per.connection", "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Each device to one partition, in order, as real producers key their messages. */
    void send(Collection<Reading> readings) {
        readings.forEach(reading -> send(reading.device(), reading.json().getBytes(StandardCharsets.UTF_8)));
    }

    void send(String key, byte[] payload) {
        send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), payload));
    }

    /**
     * Sends to every partition a reading long after the given ones that no pipeline counts: it moves the watermark past
     * their windows.
     *
     * @return what was sent
     */
    List<Reading> close(List<Reading> readings, int partitions) {
        long time = readings.stream().mapToLong(Reading::timeMs).max().orElseThrow() + 60_000;
        List<Reading> closers = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            Reading closer = new Reading(-1 - partition, "closer", time, -1);
            send(new ProducerRecord<>(topic, partition, null, closer.json().getBytes(StandardCharsets.UTF_8)));
            closers.add(closer);
        }
        return closers;
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        producer.send(message, (sent, error) -> {
            if (error != null) {
                failure.set(error);
            }
        });
    }

    /** Returns when the broker has everything. */
    void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new AssertionError("the test could not send", failure.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
