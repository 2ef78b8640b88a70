package io.weir.benchmarks.window;

import io.weir.brokers.KafkaBroker;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Topics of one partition with the {@link Readings}: the key's name is the message's key, its eight bytes are the temp (a double,
 * big-endian), its timestamp is the reading's. A last message, much later, ends every window but its own.
 */
final class KafkaReadings {
    /** What the last message says. */
    static final double LAST_TEMP = 20;

    private KafkaReadings() {}

    /** What {@code bootstrap.servers} is to be; the process that makes the topics tells the others. */
    static String bootstrapServers() {
        return System.getProperty("kafka", "");
    }

    /** The topic with so many rows. */
    static String topic(long rows) {
        return "readings-" + rows;
    }

    /** How many messages that topic has. */
    static long messages(long rows) {
        return rows + 1;
    }

    static double temp(byte[] value) {
        return ByteBuffer.wrap(value).getDouble();
    }

    /** Makes the topic with so many rows. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback has the outcome
    static void write(KafkaBroker broker, long rows) {
        broker.createTopic(topic(rows), 1);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "acks", "1", "linger.ms", "20", "batch.size", "262144");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long n = 0; n < rows; n++) {
                producer.send(message(rows, Readings.timeMs(n), n, Readings.temp(n)), KafkaReadings::sent);
            }
            producer.send(message(rows, Readings.endNanos(rows) / 1_000_000, 0, LAST_TEMP), KafkaReadings::sent);
        }
    }

    private static ProducerRecord<byte[], byte[]> message(long rows, long timeMs, long n, double temp) {
        byte[] value = ByteBuffer.allocate(Double.BYTES).putDouble(temp).array();
        return new ProducerRecord<>(topic(rows), 0, timeMs, Readings.nameBytes(Readings.key(n)), value);
    }

    private static void sent(RecordMetadata message, @Nullable Exception error) {
        if (error != null) {
            throw new IllegalStateException("a message could not be sent", error);
        }
    }
}
