package io.weir.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    @TempDir
    static Path directory;

    static KafkaBroker broker;

    @BeforeAll
    static void start() {
        long from = System.nanoTime();
        broker = KafkaBroker.start(directory);
        Measured.print("kafka start", from, broker.pid());
    }

    @AfterAll
    static void stop() {
        long from = System.nanoTime();
        broker.close();
        Measured.print("kafka stop", from);
        assertThat(broker.alive()).isFalse();
    }

    @Test
    void shouldKeepTopicsAndMessagesWhenKilledAndStartedAgain() throws Exception {
        broker.createTopic("kept", 3);
        List<String> sent =
                IntStream.range(0, 1_000).mapToObj(i -> "value " + i).toList();
        send("kept", 1, sent);
        long before = broker.pid();

        broker.kill();
        assertThat(broker.alive()).isFalse();
        long from = System.nanoTime();
        broker.restart();
        Measured.print("kafka start after kill", from, broker.pid());

        assertThat(broker.pid()).isNotEqualTo(before);
        send("kept", 1, List.of("afterwards"));
        List<String> expected = new ArrayList<>(sent);
        expected.add("afterwards");
        assertThat(read("kept", 1, expected.size())).isEqualTo(expected);
    }

    @Test
    void shouldTakeMessagesOfTenMebibytes() throws Exception {
        broker.createTopic("large", 1);
        String large = "x".repeat(10 * 1024 * 1024);
        send("large", 0, List.of(large));
        assertThat(read("large", 0, 1)).containsExactly(large);
    }

    @Test
    void shouldHaveEveryPartitionLedOnceTheTopicIsMade() {
        broker.createTopic("many", 16);
        try (KafkaConsumer<String, String> consumer = consumer()) {
            assertThat(consumer.partitionsFor("many"))
                    .hasSize(16)
                    .allSatisfy(p -> assertThat(p.leader()).isNotNull());
        }
    }

    @Test
    void shouldSayWhyATopicIsRefused() {
        broker.createTopic("twice", 1);
        assertThatThrownBy(() -> broker.createTopic("twice", 1))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("did not create the topic twice")
                .hasMessageContaining("already exists");
    }

    @Test
    void shouldTakeOverWhatAKilledBrokerLeft(@TempDir Path left) {
        try (KafkaBroker first = KafkaBroker.start(left)) {
            first.createTopic("left", 2);
            first.kill();
        }
        long from = System.nanoTime();
        try (KafkaBroker second = KafkaBroker.start(left)) {
            Measured.print("kafka start in a used directory", from);
            second.ensureTopic("left", 2);
            second.ensureTopic("new", 1);
            assertThatThrownBy(() -> second.createTopic("left", 2)).hasMessageContaining("already exists");
        }
    }

    @Test
    void shouldRestartARunningBroker() {
        long before = broker.pid();
        broker.restart();
        assertThat(broker.pid()).isNotEqualTo(before);
        assertThat(broker.alive()).isTrue();
        assertThat(Probe.KAFKA.answers(broker.port())).isTrue();
    }

    private static void send(String topic, int partition, List<String> values) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "max.request.size",
                32 << 20,
                "buffer.memory",
                64L << 20,
                "max.in.flight.requests.per.connection",
                1);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = values.stream()
                    .map(value -> producer.send(new ProducerRecord<>(topic, partition, null, value)))
                    .toList();
            producer.flush();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    private static List<String> read(String topic, int partition, int count) {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            TopicPartition from = new TopicPartition(topic, partition);
            consumer.assign(List.of(from));
            consumer.seekToBeginning(List.of(from));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
            }
            return values;
        }
    }

    private static KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "fetch.max.bytes",
                        64 << 20,
                        "max.partition.fetch.bytes",
                        32 << 20),
                new StringDeserializer(),
                new StringDeserializer());
    }
}
