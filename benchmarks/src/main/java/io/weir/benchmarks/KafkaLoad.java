package io.weir.benchmarks;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends readings to a Kafka topic: {@code KafkaLoad bootstrap topic partitions rate count}. */
@SuppressWarnings("FutureReturnValueIgnored") // the callback has the outcome
final class KafkaLoad {
    private KafkaLoad() {}

    private static void sent(RecordMetadata message, @Nullable Exception error) {
        if (error != null) {
            throw new IllegalStateException("a message could not be sent", error);
        }
    }

    public static void main(String[] args) {
        int partitions = Integer.parseInt(args[2]);
        Schedule schedule = new Schedule(Long.parseLong(args[3]));
        long count = Long.parseLong(args[4]);
        boolean paced = !args[3].equals("0");
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                args[0],
                "acks",
                "1",
                "linger.ms",
                paced ? "0" : "20",
                "batch.size",
                paced ? "16384" : "262144",
                "buffer.memory",
                "67108864");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(args[1]);
            for (long n = 0; n < count; n++) {
                long micros = schedule.await(n);
                int partition = (int) (paced ? n / 64 % partitions : n / 512 % partitions);
                producer.send(
                        new ProducerRecord<>(args[1], partition, null, Payloads.reading(n, micros)), KafkaLoad::sent);
            }
            producer.flush();
        }
        System.out.println("sent " + count);
    }
}
