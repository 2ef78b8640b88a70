package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.brokers.Broker;
import io.weir.brokers.KafkaBroker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads that nobody can decode, through real brokers: each a dead letter with its exact reason, and nothing else. */
@Tag("slow")
class PoisonTest {
    private static final int HUGE = 10 << 20;
    private static final Reading GOOD = new Reading(7, "p1", Reading.START_MS, 21.5);

    /** What a message is, and what its dead letter must say. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Poison(byte[] payload, List<String> expected) {}

    private static final List<Poison> POISON = List.of(
            new Poison(
                    huge(),
                    List.of(
                            "\"reason\":\"payload_too_large\"",
                            "\"detail\":\"found 10485760 bytes, expected at most 262144\"",
                            "\"size\":10485760",
                            "\"payload\":\"xxxxxxxx")),
            new Poison(new byte[0], List.of("\"reason\":\"empty_payload\"", "\"size\":0")),
            new Poison(
                    text("not json"), List.of("\"reason\":\"invalid_json\"", "\"size\":8", "\"payload\":\"not json\"")),
            new Poison(
                    text("{\"id\":1,"),
                    List.of("\"reason\":\"invalid_json\"", "\"size\":8", "\"payload\":\"{\\\"id\\\":1,\"")),
            new Poison(
                    new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"'},
                    List.of("\"reason\":\"invalid_utf8\"", "\"size\":5", "\"payload_base64\":\"eyL//iI=\"")));

    @TempDir
    private Path dir;

    private static byte[] huge() {
        byte[] payload = new byte[HUGE];
        Arrays.fill(payload, (byte) 'x');
        return payload;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldMakeDeadLettersOfWhatComesThroughMosquitto() throws Exception {
        MosquittoBroker.Installation mosquitto = MosquittoBroker.find().orElse(null);
        Assumptions.assumeTrue(mosquitto != null, "mosquitto is not installed: skipped");
        try (MosquittoBroker broker = mosquitto.start(dir.resolve("broker"))) {
            throughMqtt(broker);
        }
    }

    @Test
    void shouldMakeDeadLettersOfWhatComesThroughTheEmbeddedBroker() throws Exception {
        try (MqttBroker broker = MqttBroker.start(dir.resolve("broker"))) {
            throughMqtt(broker);
        }
    }

    private void throughMqtt(Broker broker) throws Exception {
        Path data = dir.resolve("data");
        Path config = config("{topic.1}", TestConfig.mqtt(broker.port(), "plant/#", 1));
        Appliance appliance = Appliance.start(TestConfig.read(config));
        try (MqttFeed feed = new MqttFeed(broker.port())) {
            feed.awaitSubscriber(data);
            for (Poison poison : POISON) {
                feed.send("plant/p1/press", poison.payload(), 1);
            }
            feed.send("plant", text(GOOD.json()), 1);
            feed.send(List.of(GOOD), 1);
            KafkaEndToEndTest.awaitRows(data, 1 + feed.probes());
            awaitLetters(data, POISON.size() + 1);
            assertThat(appliance.totals().received()).isEqualTo(POISON.size() + 2 + feed.probes());
        } finally {
            appliance.stop();
        }
        assertLetters(data, "plant/p1/press", 1);
        assertThat(letters(data))
                .filteredOn(letter -> letter.contains("\"topic\":\"plant\""))
                .singleElement()
                .asString()
                .contains("\"reason\":\"key_not_in_topic\"");
        assertThat(Journals.readings(data).stream().filter(r -> r.id() >= 0)).containsExactly(GOOD);
    }

    @Test
    void shouldMakeDeadLettersOfWhatComesThroughKafka() throws Exception {
        Path data = dir.resolve("data");
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"));
                KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), "cells")) {
            broker.createTopic("cells", 1);
            Path config = config("$.device", TestConfig.kafka(broker.bootstrapServers(), "cells"));
            Appliance appliance = Appliance.start(TestConfig.read(config));
            try {
                for (Poison poison : POISON) {
                    feed.send("p1", poison.payload());
                }
                feed.send(List.of(GOOD));
                feed.flush();
                KafkaEndToEndTest.awaitRows(data, 1);
                awaitLetters(data, POISON.size());
                assertThat(appliance.totals().received()).isEqualTo(POISON.size() + 1);
            } finally {
                appliance.stop();
            }
        }
        assertLetters(data, "cells", 0);
        assertThat(Journals.readings(data)).containsExactly(GOOD);
    }

    private Path config(String key, String source) throws Exception {
        Path file = TestConfig.write(dir, source, "0s", "");
        return Files.writeString(file, Files.readString(file).replace("key: $.device", "key: \"" + key + "\""));
    }

    private static void awaitLetters(Path data, int count) {
        Await.until(
                Duration.ofSeconds(30),
                () -> Journals.count(data, "dead_letters") + " dead letters",
                () -> Journals.count(data, "dead_letters") >= count);
    }

    private static Set<String> letters(Path data) {
        return Journals.lines(data, "dead_letters", "dead_letters").keySet();
    }

    private static void assertLetters(Path data, String topic, int others) {
        assertThat(Journals.count(data, "dead_letters")).isEqualTo(POISON.size() + others);
        for (Poison poison : POISON) {
            assertThat(letters(data))
                    .filteredOn(letter -> poison.expected().stream().allMatch(letter::contains))
                    .as("%s", poison.expected())
                    .singleElement()
                    .asString()
                    .contains("\"source\":\"in\"", "\"stream\":\"press\"", "\"topic\":\"" + topic + "\"")
                    .hasSizeLessThan(300 * 1024);
        }
    }
}
