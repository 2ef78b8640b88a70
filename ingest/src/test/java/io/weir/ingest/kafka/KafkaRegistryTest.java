package io.weir.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.KafkaBroker;
import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.ingest.Await;
import io.weir.ingest.FakeJournals;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.registry.RegistryServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A topic whose records name their schema by number, on a real broker. */
@Tag("slow")
@Timeout(120)
class KafkaRegistryTest {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Press\",\"fields\":[{\"name\":\"seq\",\"type\":\"long\"},"
                    + "{\"name\":\"temp\",\"type\":[\"null\",\"double\"]}]}");

    @TempDir
    private Path folder;

    private static byte[] reading(int id, long seq) {
        GenericData.Record record = new GenericData.Record(SCHEMA);
        record.put("seq", seq);
        record.put("temp", seq / 2.0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<>(SCHEMA).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>("cells", 0, null, value)).get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldWaitForTheRegistryAndLoseNothing() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder);
                RegistryServer registry = RegistryServer.start();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            broker.createTopic("cells", 1);
            for (int i = 0; i < 1_000; i++) {
                send(producer, reading(7, i));
            }
            registry.stop();
            KafkaHarness.Settings settings =
                    KafkaHarness.of(broker.bootstrapServers(), "cells").journals(new FakeJournals()).stream(
                            Streams.usual()
                                    .decode(new DecodeConfig.Avro(new SchemaOrigin.Registered(registry.config()))));
            try (KafkaHarness source = settings.start()) {
                awaitWaiting(source);
                assertThat(source.rows()).isZero();
                assertThat(source.stream().deadLetterCount()).isZero();
            }
            try (KafkaHarness source = settings.start()) {
                awaitWaiting(source);
                registry.schema("/schemas/ids/7", null, SCHEMA.toString(), "");
                registry.startAgain();
                source.awaitRows(1_000);
                assertThat(source.ingest().waiting()).isEmpty();
                // A schema that the registry does not have, in the midst of others.
                send(producer, reading(8, 1_000));
                send(producer, "{\"seq\":1001}".getBytes(StandardCharsets.UTF_8));
                send(producer, reading(7, 1_002));
                source.awaitRows(1_001);
                assertThat(source.stream().deadLetters()).isEqualTo(Map.of(Reason.UNKNOWN_SCHEMA, 2L));
            }
            registry.stop();
            send(producer, reading(9, 1_003));
            // A new schema, and a registry that is gone, when the process ends: nothing is lost, and it does end.
            try (KafkaHarness source = settings.start()) {
                awaitWaiting(source);
            }
            registry.schema("/schemas/ids/9", null, SCHEMA.toString(), "");
            registry.startAgain();
            try (KafkaHarness source = settings.start()) {
                source.awaitRows(1_002);
                assertThat(source.journals.rows("readings", "press").stream()
                                .map(row -> row.get("seq"))
                                .distinct()
                                .count())
                        .isEqualTo(1_002);
            }
        }
    }

    private static void awaitWaiting(KafkaHarness source) {
        Await.until(
                Duration.ofSeconds(30),
                () -> "does not wait: " + source.ingest().stats(),
                () -> source.ingest().waiting().startsWith("stream press waits: the schema registry cannot be asked"));
        assertThat(source.ingest().failure()).isNotDone();
    }
}
