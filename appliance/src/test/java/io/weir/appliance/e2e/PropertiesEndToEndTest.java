package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a message carries beside its payload, from a real broker into rows, dead letters, and out of these again. */
@Tag("slow")
class PropertiesEndToEndTest {
    @TempDir
    private Path dir;

    @Test
    void shouldMakeKeysOfPropertiesAlsoWhenALetterIsRetried() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            broker.createTopic("press", 1);
            send(broker, 20);
            Path data = dir.resolve("data");
            Path config = TestConfig.write(
                    dir,
                    "in: { type: kafka, bootstrap_servers: " + broker.bootstrapServers() + ", topics: [press] }",
                    "0s",
                    "");
            // Every second message has no line in its properties.
            String wrong =
                    Files.readString(config).replace("key: $.device", "key: \"{property.site}-{property.line}\"");
            Files.writeString(config, wrong);
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                Await.until(
                        Duration.ofSeconds(60),
                        () -> "rows; " + weir.err(),
                        () -> Journals.count(data, "readings") == 10 && Journals.count(data, "dead_letters") == 10);
                weir.terminate();
                assertThat(weir.exitCode()).as(weir.err()).isZero();
            }
            WeirProcess letters = weir("replay", "dead_letters", "--format", "ndjson", "-c", config.toString());
            assertThat(letters.out().lines().findFirst().orElse(""))
                    .contains("\"properties\":\"{\\\"site\\\":\\\"north\\\"}\"")
                    .contains("the message has no property \\\"line\\\" with a text");

            Files.writeString(config, wrong.replace("-{property.line}", ""));
            WeirProcess retried = weir("retry", "-c", config.toString());
            assertThat(retried.out()).isEqualTo("press: 10 became 10 rows\n");
            WeirProcess rows = weir("replay", "press", "--format", "csv", "-c", config.toString());
            assertThat(rows.out().lines().filter(it -> it.contains(",north,"))).hasSize(10);
            assertThat(rows.out().lines().filter(it -> it.contains(",north-7,")))
                    .hasSize(10);
        }
    }

    private WeirProcess weir(String... arguments) {
        WeirProcess process = WeirProcess.complete(dir.resolve("log"), arguments);
        assertThat(process.exitCode()).as(process.err()).isZero();
        return process;
    }

    private static void send(KafkaBroker broker, int count) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                byte[] payload = ("{\"ts\":" + (Reading.START_MS + i) + ",\"id\":" + i + ",\"m\":{\"temp\":1}}")
                        .getBytes(StandardCharsets.UTF_8);
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("press", 0, null, payload);
                record.headers().add("site", "north".getBytes(StandardCharsets.UTF_8));
                if (i % 2 == 0) {
                    record.headers().add("line", "7".getBytes(StandardCharsets.UTF_8));
                }
                producer.send(record).get(30, TimeUnit.SECONDS);
            }
        }
    }
}
