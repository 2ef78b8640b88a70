package io.weir.benchmarks.window;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A bare consumer, which makes no windows: only what reading costs whoever uses Kafka's client. */
final class KafkaReader implements Contestant {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @Override
    public Results run(long rows) {
        Results read = new Results();
        TopicPartition topic = new TopicPartition(KafkaReadings.topic(rows), 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KafkaReadings.bootstrapServers(), "max.poll.records", "10000"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long count = 0;
            double sum = 0;
            while (count < KafkaReadings.messages(rows)) {
                for (ConsumerRecord<String, byte[]> message : consumer.poll(PATIENCE)) {
                    count++;
                    sum += KafkaReadings.temp(message.value());
                }
            }
            read.add(0, 0, count, sum / count, 0);
        }
        return read;
    }

    @Override
    public Results expected(long rows) {
        double sum = KafkaReadings.LAST_TEMP;
        for (long n = 0; n < rows; n++) {
            sum += Readings.temp(n);
        }
        Results expected = new Results();
        expected.add(0, 0, KafkaReadings.messages(rows), sum / KafkaReadings.messages(rows), 0);
        return expected;
    }
}
